import Digests
import Testing

struct SHA1Tests {
    @Test func `it agrees with FIPS 180-4`() {
        var digest = SHA1()
        digest.update("abc".utf8)
        #expect(Hex.encode(digest.finalized()) == "a9993e364706816aba3e25717850c26c9cd0d89d")
    }

    @Test(arguments: [
        ("", "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"),
        ("hello\n", "ce013625030ba8dba906f756967f9e9ca394464a"),
    ])
    func `a file has the id that git gives it`(text: String, id: String) {
        var digest = SHA1.gitBlob(size: Int64(text.utf8.count))
        digest.update(text.utf8)
        #expect(Hex.encode(digest.finalized()) == id)
    }

    @Test func `a saved state goes on`() throws {
        var first = SHA1.gitBlob(size: 6)
        first.update("hel".utf8)
        var second = try #require(SHA1(state: first.state))
        second.update("lo\n".utf8)
        #expect(Hex.encode(second.finalized()) == "ce013625030ba8dba906f756967f9e9ca394464a")
        #expect(SHA1(state: [0]) == nil)
    }
}
