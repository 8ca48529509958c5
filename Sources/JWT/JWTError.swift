/// Why a token was not read, not accepted or not made. Never holds the token or a key.
package struct JWTError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable {
        /// Not a token as RFC 7515 and 7519 write it (strictly read).
        case malformed
        /// The header names another algorithm than the key is for.
        case wrongAlgorithm = "wrong-algorithm"
        /// The key is not one that this algorithm may use.
        case unusableKey = "unusable-key"
        case unknownKey = "unknown-key"
        case badSignature = "bad-signature"
        /// A claim is missing or has another type than it must have.
        case badClaim = "bad-claim"
        case wrongIssuer = "wrong-issuer"
        case wrongAudience = "wrong-audience"
        case expired
        case notYetValid = "not-yet-valid"
        case signingFailed = "signing-failed"
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { "\(code.rawValue): \(message)" }
}
