import Domain
import Testing

struct ByteCountTests {
    @Test(arguments: [
        (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (90_868_376, "90.9 MB"), (4_294_967_296, "4.3 GB"),
    ])
    func `sizes are decimal with one decimal`(bytes: Int64, text: String) {
        #expect(ByteCount(bytes).description == text)
    }

    @Test func `memory is binary`() {
        #expect(ByteCount.gib(16).binaryText == "16.0 GiB")
        #expect(ByteCount(1536).binaryText == "1.5 KiB")
    }
}
