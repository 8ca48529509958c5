import JWT
import Testing

struct JSONWebTokenTests {
    private let base: String

    init() throws {
        base = try JWTFixture.token(SigningKey.generate(.es256))
    }

    @Test func `padding, other alphabets and left-over bits are refused`() {
        let parts = base.split(separator: ".").map(String.init)
        let header = Base64URL.encode(#"{"alg":"ES256"}  "#.utf8)
        for text in [
            base + "=", base + "==", base + "\n", " " + base, base.replacing("_", with: "/") + "+",
            ["A", parts[1], parts[2]].joined(separator: "."),
            [String(header.dropLast()) + "F", parts[1], parts[2]].joined(separator: "."),
        ] {
            #expect(throws: JWTError.self, "\(text)") { try JSONWebToken(reading: text) }
        }
    }

    @Test(arguments: ["", ".", "..", "a.b", "a.b.c.d", ".e30.", "e30..e30"])
    func `anything but three parts is refused`(text: String) {
        #expect(throws: JWTError.self) { try JSONWebToken(reading: text) }
    }

    @Test(arguments: [
        #"{"iss":"me","iss":"you"}"#, #"{"iss":"me","\u0069ss":"you"}"#, #"{"a":{"b":1,"b":2}}"#, "[]", "1", "{} {}",
        #"{"a":01}"#, #"{"a":"\ud800"}"#, #"{"a":nul}"#, "{\"a\":\"\u{1}\"}", #"{"a":1,}"#,
    ])
    func `claims that two readers could read differently are refused`(claims: String) {
        let error = #expect(throws: JWTError.self) {
            try JSONWebToken(reading: JWTFixture.forged(base, claims: claims))
        }
        #expect(error?.code == .malformed)
    }

    @Test(arguments: [
        #"{"alg":"ES256","alg":"none"}"#, #"{}"#, #"{"alg":1}"#, #"{"alg":"ES256","crit":["x"]}"#,
        #"{"alg":"ES256","kid":7}"#,
    ])
    func `odd headers are refused`(header: String) {
        #expect(throws: JWTError.self) { try JSONWebToken(reading: JWTFixture.forged(base, header: header)) }
    }

    @Test func `a text beyond the bound is not looked at`() {
        let claims = #"{"a":"\#(String(repeating: "x", count: JSONWebToken.longest))"}"#
        #expect(throws: JWTError.self) { try JSONWebToken(reading: JWTFixture.forged(base, claims: claims)) }
    }

    @Test func `escapes and numbers come out as JSON says`() throws {
        let claims = #"{"a":"\u00e9\ud83d\ude00\n","b":[1,-2.5e1,true,null],"aud":["x","y"]}"#
        let token = try JSONWebToken(reading: JWTFixture.forged(base, claims: claims))
        #expect(token.claims["a"]?.string == "é😀\n")
        #expect(token.claims["b"] == .array([.integer(1), .number(-25), .bool(true), .null]))
        #expect(token.audiences == ["x", "y"])
    }
}
