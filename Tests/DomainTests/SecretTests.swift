import Domain
import Testing

struct SecretTests {
    @Test func `a secret shows itself nowhere`() throws {
        let secret = try #require(Secret("hf_abc123"))
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), "\([secret])", dumped] {
            #expect(!text.contains("hf_abc123"))
        }
        #expect(secret.reveal() == "hf_abc123")
    }

    @Test func `pasted white space is dropped, nothing is no secret`() {
        #expect(Secret(" hf_x\n")?.reveal() == "hf_x")
        #expect(Secret("  \n") == nil)
    }
}
