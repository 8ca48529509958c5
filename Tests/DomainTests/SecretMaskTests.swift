import Domain
import Testing

struct SecretMaskTests {
    @Test(arguments: [
        ("downloading with hf_abcdefghijklmnopqrstuv now", "downloading with ‹redacted› now"),
        ("Authorization: Bearer ya29.a0AfB_byC-d.efghijklmnop", "Authorization: Bearer ‹redacted›"),
        ("authorization=Basic dXNlcjpwYXNzd29yZA==", "authorization=Basic ‹redacted›"),
        ("token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl end", "token ‹redacted› end"),
        (#"{"api_key": "my own words 1", "n": 3}"#, #"{"api_key": "‹redacted›", "n": 3}"#),
        ("VLLM_API_KEY='correct horse'", "VLLM_API_KEY='‹redacted›'"),
        ("GET /v1/models?key=1&access_token=abcdef123&x=2", "GET /v1/models?key=1&access_token=‹redacted›&x=2"),
        ("X-Serverless-Authorization: Bearer abc.def.ghi", "X-Serverless-Authorization: Bearer ‹redacted›"),
        ("using sk-proj0123456789abcdef01234", "using ‹redacted›"),
        ("curl -H 'x-api-key: 0123456789abcdef'", "curl -H 'x-api-key: ‹redacted›'"),
        ("password: hunter22", "password: ‹redacted›"),
        ("a -----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY----- b", "a ‹redacted› b"),
    ])
    func `what looks like a secret is masked, and its name stays`(text: String, shown: String) {
        #expect(SecretMask.masked(text) == shown)
    }

    @Test(arguments: [
        "INFO:     Application startup complete.", "max_tokens=4096, tokens: 128", "no token was given",
        "tokenizer loaded from /gcs/models", "GET /v1/chat/completions 200 0.02s", "key: value", "token: 12345678",
        "the hf_hub library", "Bearer token required", "secretary: none", "–ü 日本語 keyed",
    ])
    func `what is no secret stays as it is`(text: String) {
        #expect(SecretMask.masked(text) == text)
    }

    @Test func `masking twice changes nothing more`() {
        let once = SecretMask.masked("Authorization: Bearer abcdefgh and password=12ab34cd")
        #expect(SecretMask.masked(once) == once)
    }

    @Test func `a line of a log is masked when it is made`() {
        #expect(
            LogLine(at: "t", severity: "INFO", text: "HF_TOKEN=hf_0123456789abcdefgh", id: "1").text
                == "HF_TOKEN=‹redacted›")
    }
}
