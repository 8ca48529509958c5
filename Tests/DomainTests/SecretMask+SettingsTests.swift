import Domain
import Testing

struct SecretMaskSettingsTests {
    @Test(arguments: [
        ("HF_TOKEN", "abc"), ("OPENAI_API_KEY", "x"), ("DB_PASSWORD", "1234"), ("MYTOKEN", "abc"), ("--api-key", "q"),
        ("aws-secret-access-key", "z"), ("AUTH_TOKENS", "a,b"), ("GREETING", "hf_0123456789abcdefXYZ"),
    ])
    func `a variable whose name speaks of a secret, or whose value looks like one, is hidden`(
        _ name: String, _ value: String
    ) {
        #expect(SecretMask.masked(value, named: name) == SecretMask.mask)
    }

    @Test(arguments: [
        ("TOKENIZERS_PARALLELISM", "false"), ("MAX_TOKENS", "4096"), ("OLLAMA_KEEP_ALIVE", "-1"), ("HF_TOKEN", ""),
        ("LOG_LEVEL", "debug"), ("--tokenizer", "org/name"), ("KV_CACHE_DTYPE", "fp8"),
    ])
    func `a setting that is none is shown`(_ name: String, _ value: String) {
        #expect(SecretMask.masked(value, named: name) == value)
    }

    @Test func `a flag's value is hidden in either form, the flags around it are not`() {
        let words = ["serve", "--api-key", "q", "--port", "8000", "--hf-token=abc", "--max-num-batched-tokens", "8192"]
        #expect(
            SecretMask.maskedWords(words) == [
                "serve", "--api-key", SecretMask.mask, "--port", "8000", "--hf-token=\(SecretMask.mask)",
                "--max-num-batched-tokens", "8192",
            ])
    }
}
