/// A signed token (RFC 7519 in the compact form of RFC 7515), strictly read.
///
/// Reading proves nothing: claims of a token that was only read are for display. `verified(by:)` checks the signature,
/// `check(...)` what the token says. Every text that two readers could understand differently is refused: padding,
/// non-canonical base64url, duplicate keys, unknown critical headers.
package struct JSONWebToken: Sendable, Hashable {
    /// Longest text that is looked at; Google's tokens stay far below.
    package static let longest = 16 * 1024

    /// As it was written.
    package let text: String
    package let header: [String: JSONValue]
    package let claims: [String: JSONValue]
    let signature: [UInt8]

    /// Reads without checking the signature.
    ///
    /// - Throws: `malformed`.
    package init(reading text: String) throws(JWTError) {
        guard text.utf8.count <= Self.longest else { throw JWTError(.malformed, "longer than \(Self.longest) bytes") }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else {
            throw JWTError(.malformed, "not three parts")
        }
        var decoded: [[UInt8]] = []
        for part in parts {
            guard let bytes = Base64URL.decode(part) else { throw JWTError(.malformed, "not canonical base64url") }
            decoded.append(bytes)
        }
        guard let header = try StrictJSONReader.read(decoded[0]).object,
            let claims = try StrictJSONReader.read(decoded[1]).object
        else { throw JWTError(.malformed, "header or claims are not an object") }
        guard header["crit"] == nil, header["b64"] == nil else {
            throw JWTError(.malformed, "header asks for an extension that is not supported")
        }
        guard header["alg"]?.string != nil else { throw JWTError(.malformed, "header names no algorithm") }
        if let keyID = header["kid"], keyID.string == nil { throw JWTError(.malformed, "kid is not a string") }
        self.text = text
        self.header = header
        self.claims = claims
        signature = decoded[2]
    }

    package var keyID: String? { header["kid"]?.string }
    package var issuer: String? { claims["iss"]?.string }
    package var subject: String? { claims["sub"]?.string }
    package var email: String? { claims["email"]?.string }
    package var audiences: [String] { claims["aud"]?.strings ?? [] }
    /// Seconds since 1970.
    package var expiry: Double? { Self.seconds(claims["exp"]) }
    package var issuedAt: Double? { Self.seconds(claims["iat"]) }
    package var notBefore: Double? { Self.seconds(claims["nbf"]) }

    private static func seconds(_ value: JSONValue?) -> Double? {
        switch value {
        case .integer(let seconds): Double(seconds)
        case .number(let seconds): seconds
        default: nil
        }
    }
}
