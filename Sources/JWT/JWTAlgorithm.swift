/// The two algorithms that we sign and accept: RS256 for Google's service accounts and ID tokens, ES256 for IAP.
package enum JWTAlgorithm: String, Sendable, Hashable, Codable, CaseIterable {
    case rs256 = "RS256"
    case es256 = "ES256"
}
