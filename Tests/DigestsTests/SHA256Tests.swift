import Digests
import NIOCore
import Testing

struct SHA256Tests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `it agrees with FIPS 180-4`(text: String, expected: String) {
        var digest = SHA256()
        digest.update(text.utf8)
        #expect(Hex.encode(digest.finalized()) == expected)
    }

    @Test(arguments: [0, 1, 55, 63, 64, 65, 1000])
    func `a saved state goes on as if it had never stopped`(split: Int) throws {
        let bytes = (0..<2000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var whole = SHA256()
        whole.update(ByteBuffer(bytes: bytes))
        var first = SHA256()
        first.update(bytes[..<split])
        #expect(first.state.count == 112)
        var second = try #require(SHA256(state: first.state))
        second.update(bytes[split...])
        #expect(second.finalized() == whole.finalized())
    }

    @Test func `finishing does not end it`() {
        var digest = SHA256()
        digest.update("ab".utf8)
        _ = digest.finalized()
        digest.update("c".utf8)
        #expect(Hex.encode(digest.finalized()).hasPrefix("ba7816bf"))
    }

    @Test(arguments: [[], [UInt8](repeating: 0, count: 112), [UInt8](repeating: 255, count: 112), [1, 2, 3]])
    func `bytes that are no state are refused`(state: [UInt8]) {
        #expect(SHA256(state: state) == nil)
    }
}
