import Digests
import JWT

@testable import Server

extension GuardedServer {
    /// A token of a P-384 key whose header says ES256, its claims true.
    private static let p384 = [
        "eyJhbGciOiAiRVMyNTYiLCAia2lkIjogImsxIiwgInR5cCI6ICJKV1QifQ.eyJpc3MiOiAiaHR0cHM6Ly9jbG91ZC5nb29nbGUuY",
        "29tL2lhcCIsICJhdWQiOiAiL3Byb2plY3RzLzEyMzQ1Njc4OS9sb2NhdGlvbnMvdXMtY2VudHJhbDEvc2VydmljZXMvbGxtLW1hb",
        "mFnZXIiLCAic3ViIjogImFjY291bnRzLmdvb2dsZS5jb206MSIsICJlbWFpbCI6ICJhbGljZUBleGFtcGxlLmNvbSIsICJpYXQiO",
        "iAxODAwMDAwMDAwLCAiZXhwIjogMTgwMDAwMDYwMH0.oMSP2IX0GpQzqVuI0mpdpESllTIpQD3esNIs-jWV3BhnSQwjEdsvnF26L",
        "dsi-8OnLcyeLFATBFzL1E_9Yla7VonlnGL-0Qo5b6pObxvwQitWIU8sTrmNAb5paRapnsmK",
    ].joined()

    /// True claims in false tokens, and true signatures under false claims.
    func forgeries() throws -> [Forgery] {
        try headerForgeries() + encodingForgeries() + claimForgeries() + signatureForgeries() + shapeForgeries()
    }

    private static func b64(_ text: String) -> String { Base64URL.encode(text.utf8) }

    private func headerForgeries() throws -> [Forgery] {
        let parts = try assertion().split(separator: ".").map(String.init)
        let headers = [
            "alg none": #"{"alg":"none","kid":"k1"}"#, "alg None": #"{"alg":"None","kid":"k1"}"#,
            "alg missing": #"{"kid":"k1"}"#, "alg HS256": #"{"alg":"HS256","kid":"k1"}"#,
            "alg RS256": #"{"alg":"RS256","kid":"k1"}"#, "alg ES384": #"{"alg":"ES384","kid":"k1"}"#,
            "alg ES256K": #"{"alg":"ES256K","kid":"k1"}"#, "alg lower case": #"{"alg":"es256","kid":"k1"}"#,
            "alg twice": #"{"alg":"ES256","alg":"none","kid":"k1"}"#, "alg array": #"{"alg":["ES256"],"kid":"k1"}"#,
            "alg null": #"{"alg":null,"kid":"k1"}"#, "kid wrong": #"{"alg":"ES256","kid":"k2"}"#,
            "kid missing": #"{"alg":"ES256"}"#, "kid number": #"{"alg":"ES256","kid":1}"#,
            "kid path": #"{"alg":"ES256","kid":"../../../../dev/null"}"#,
            "kid query": #"{"alg":"ES256","kid":"k1' or '1'='1"}"#, "kid empty": #"{"alg":"ES256","kid":""}"#,
            "kid long": #"{"alg":"ES256","kid":"\#(String(repeating: "k", count: 500))"}"#,
            "crit": #"{"alg":"ES256","kid":"k1","crit":["exp"]}"#, "b64": #"{"alg":"ES256","kid":"k1","b64":false}"#,
            "own key (jwk)": #"{"alg":"ES256","kid":"k1","jwk":{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}}"#,
            "own key (jku)": #"{"alg":"ES256","kid":"k9","jku":"http://127.0.0.1/keys"}"#,
            "own key (x5u)": #"{"alg":"ES256","kid":"k9","x5u":"http://127.0.0.1/cert"}"#,
            "header array": "[]", "header text": "\"ES256\"", "header empty": " ",
        ]
        var found = headers.sorted { $0.key < $1.key }.map { name, header in
            Forgery(name: name, token: [Self.b64(header), parts[1], parts[2]].joined(separator: "."))
        }
        found += ["none", "None", "NONE"].flatMap { algorithm in
            let header = Self.b64(#"{"alg":"\#(algorithm)","kid":"k1"}"#)
            return [
                Forgery(name: "alg \(algorithm), no signature", token: "\(header).\(parts[1])."),
                Forgery(name: "alg \(algorithm), two parts", token: "\(header).\(parts[1])"),
            ]
        }
        let header = Self.b64(#"{"alg":"HS256","kid":"k1"}"#)
        for (name, secret) in [
            ("PEM", try VerificationKey(key).publicKeyPEM), ("empty", ""), ("kid", "k1"),
            ("jwk", try VerificationKey(key).jwk["x"] ?? ""),
        ] {
            let mac = Self.hmac(Array("\(header).\(parts[1])".utf8), key: Array(secret.utf8))
            found.append(
                Forgery(name: "HS256 keyed with \(name)", token: "\(header).\(parts[1]).\(Base64URL.encode(mac))"))
        }
        return found
    }

    private func encodingForgeries() throws -> [Forgery] {
        let good = try assertion()
        let parts = good.split(separator: ".").map(String.init)
        let last = parts[2]
        // The last of 86 characters carries two bits that must be zero.
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let index = alphabet.firstIndex(of: last.last ?? "A") ?? 0
        let sloppy = String(last.dropLast()) + String(alphabet[index ^ 1])
        let standard = last.replacing("-", with: "+").replacing("_", with: "/")
        var found = [
            ("padding", good + "="), ("two paddings", good + "=="),
            ("left-over bits", "\(parts[0]).\(parts[1]).\(sloppy)"),
            ("space before", "\(parts[0]). \(parts[1]).\(last)"), ("percent", good.replacing(".", with: "%2E")),
            ("claims padded", "\(parts[0]).\(parts[1])=.\(last)"), ("a dot more", good + "."),
            ("a dot before", "." + good),
            ("four parts", good + ".AAAA"), ("five parts", good + ".AAAA.AAAA"), ("quoted", "\"\(good)\""),
            ("Bearer before", "Bearer " + good), ("two tokens", good + "," + good),
            ("null byte", parts[0] + ".AAAA." + last),
        ]
        if standard != last { found.append(("standard base64", "\(parts[0]).\(parts[1]).\(standard)")) }
        for count in [1, 2, 10, 43, 85, last.count] {
            found.append(("truncated by \(count)", String(good.dropLast(count))))
        }
        return found.map { Forgery(name: $0.0, token: $0.1) }
    }

    private func claimForgeries() throws -> [Forgery] {
        let now = Self.now
        let claims = [
            ("expired", Self.claims(issued: now - 700, life: 600)), ("just expired", Self.claims(issued: now - 631)),
            ("issued in the future", Self.claims(issued: now + 31)), ("far future", Self.claims(issued: now + 1e6)),
            ("lives too long", Self.claims(issued: now, life: 3600)), ("negative life", Self.claims(life: -600)),
            ("another issuer", Self.claims(issuer: "https://accounts.google.com")),
            ("issuer with slash", Self.claims(issuer: "https://cloud.google.com/iap/")),
            ("issuer upper case", Self.claims(issuer: "HTTPS://CLOUD.GOOGLE.COM/IAP")),
            ("another audience", Self.claims(audience: "/projects/1/locations/us-central1/services/llm-manager")),
            ("audience prefix", Self.claims(audience: String(Self.audience.dropLast()))),
            ("audience with slash", Self.claims(audience: Self.audience + "/")),
            ("audience empty", Self.claims(audience: "")),
            ("no e-mail", Self.claims().replacing("\"email\"", with: "\"mail\"")),
            ("e-mail array", Self.claims().replacing("\"alice@example.com\"", with: "[\"alice@example.com\"]")),
            ("e-mail with newline", Self.claims(email: #"alice@example.com\n"#)),
            ("e-mail with space", Self.claims(email: "alice@example.com ")),
            ("e-mail empty", Self.claims(email: "")),
            ("e-mail not verified", Self.claims(extra: #","email_verified":false"#)),
            ("exp text", Self.claims().replacing("\"exp\":1800000600", with: "\"exp\":\"1800000600\"")),
            ("exp missing", Self.claims().replacing("\"exp\"", with: "\"exb\"")),
            ("iat missing", Self.claims().replacing("\"iat\"", with: "\"iab\"")),
            ("exp huge", Self.claims().replacing("1800000600", with: "1e308")),
            ("not before", Self.claims(extra: #","nbf":1800001000"#)),
        ]
        return try claims.map { Forgery(name: $0.0, token: try sign($0.1)) }
    }

    private func signatureForgeries() throws -> [Forgery] {
        let parts = try assertion().split(separator: ".").map(String.init)
        let raw = Base64URL.decode(parts[2]) ?? []
        let other = try SigningKey.generate(.es256, keyID: "k1")
        let rsa = try SigningKey.generate(.rs256, keyID: "k1")
        let claims = Array(Self.claims().utf8)
        var flipped = raw
        flipped[10] ^= 1
        let signatures: [(String, [UInt8])] = [
            ("DER", Self.der(raw)), ("zeros", [UInt8](repeating: 0, count: 64)),
            ("ones", [UInt8](repeating: 255, count: 64)),
            ("a bit flipped", flipped), ("halves swapped", Array(raw[32...] + raw[..<32])), ("65 bytes", raw + [0]),
            ("a zero before", [0] + raw), ("63 bytes", Array(raw.dropLast())), ("96 bytes", raw + Array(raw[..<32])),
            ("r zero", [UInt8](repeating: 0, count: 32) + Array(raw[32...])),
            ("s zero", Array(raw[..<32]) + [UInt8](repeating: 0, count: 32)),
        ]
        return signatures.map { Forgery(name: $0.0, token: "\(parts[0]).\(parts[1]).\(Base64URL.encode($0.1))") } + [
            Forgery(name: "another key, same kid", token: try JSONWebToken.signed(claims: claims, by: other)),
            Forgery(name: "RS256, same kid", token: try JSONWebToken.signed(claims: claims, by: rsa)),
            Forgery(name: "P-384 as ES256", token: Self.p384),
            Forgery(
                name: "claims of another token",
                token: "\(parts[0]).\(Self.b64(Self.claims(email: "root@example.com"))).\(parts[2])"),
        ]
    }

    private func shapeForgeries() throws -> [Forgery] {
        let parts = try assertion().split(separator: ".").map(String.init)
        let deep = String(repeating: "[", count: 3000) + String(repeating: "]", count: 3000)
        let claims = [
            ("duplicate e-mail", #"{"email":"alice@example.com","email":"root@example.com"}"#),
            ("escaped duplicate", #"{"email":"a@example.com","\u0065mail":"root@example.com"}"#),
            ("deep", #"{"a":\#(deep)}"#), ("array", "[]"), ("empty", "{}"), ("not JSON", "hello"),
            ("two objects", "{} {}"), ("lone surrogate", #"{"email":"\ud800@example.com"}"#),
            ("trailing comma", "{\"a\":1,}"),
        ].map { Forgery(name: $0.0, token: "\(parts[0]).\(Self.b64($0.1)).\(parts[2])") }
        let huge = Self.b64(#"{"a":"\#(String(repeating: "x", count: 15_000))"}"#)
        return claims + [
            Forgery(name: "huge", token: "\(parts[0]).\(huge).\(parts[2])"), Forgery(name: "empty text", token: ""),
            Forgery(name: "dots", token: ".."), Forgery(name: "one word", token: "alice@example.com"),
            Forgery(name: "no header", token: ".\(parts[1]).\(parts[2])"),
            Forgery(name: "no claims", token: "\(parts[0])..\(parts[2])"),
        ]
    }

    /// The signature as OpenSSL writes it by itself.
    private static func der(_ raw: [UInt8]) -> [UInt8] {
        func number(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
            var trimmed = Array(bytes.drop { $0 == 0 })
            if trimmed.first.map({ $0 >= 0x80 }) ?? true { trimmed.insert(0, at: 0) }
            return [0x02, UInt8(trimmed.count)] + trimmed
        }
        let body = number(raw[..<32]) + number(raw[32...])
        return [0x30, UInt8(body.count)] + body
    }

    private static func hmac(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        func sha(_ bytes: [UInt8]) -> [UInt8] {
            var hash = SHA256()
            hash.update(bytes)
            return hash.finalized()
        }
        let short = key.count > 64 ? sha(key) : key
        let block = short + [UInt8](repeating: 0, count: 64 - short.count)
        return sha(block.map { $0 ^ 0x5c } + sha(block.map { $0 ^ 0x36 } + message))
    }
}
