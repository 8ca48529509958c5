import Digests
import Testing

struct MD5Tests {
    @Test(arguments: [
        ("", "d41d8cd98f00b204e9800998ecf8427e"),
        ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
    ])
    func `it agrees with RFC 1321`(text: String, expected: String) {
        var digest = MD5()
        digest.update(text.utf8)
        #expect(Hex.encode(digest.finalized()) == expected)
    }
}
