import Domain
import Testing

@testable import Runtimes

struct SecretMaskJSONTests {
    @Test func `a resource keeps its shape, its references and its numbers`() {
        let text = SecretMask.maskedJSON(
            """
            {"template":{"containers":[{"args":["--api-key","q"],"env":[{"name":"HF_TOKEN","value":"abc"},
            {"name":"MODE","value":"fast"},{"name":"KEY","valueSource":{"secretKeyRef":{"secret":"the-key",
            "version":"3"}}}],"ports":[{"containerPort":8000,"name":"http1"}]}]},
            "environment":{"DB_PASSWORD":"hunter2","MODE":"fast"}}
            """)
        #expect(!text.contains("abc") && !text.contains("hunter2") && !text.contains("\"q\""))
        #expect(text.contains("\"fast\"") && text.contains("the-key") && text.contains("8000"))
        #expect(SecretMask.maskedJSON("") == "")
        #expect(SecretMask.maskedJSON("Bearer abcdefghijkl") == "Bearer \(SecretMask.mask)")
    }
}
