import Digests
import Testing

struct HexTests {
    @Test func `bytes come back`() {
        let bytes = Array(UInt8.min...UInt8.max)
        #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        #expect(Hex.encode([0x0A, 0xFF]) == "0aff")
        #expect(Hex.decode("0AfF") == [0x0A, 0xFF])
    }

    @Test(arguments: ["a", "0g", "0x00", " 00", "é"])
    func `anything else is refused`(text: String) {
        #expect(Hex.decode(text) == nil)
    }
}
