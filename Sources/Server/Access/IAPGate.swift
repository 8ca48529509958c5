import Domain
import HTTPTypes
import Hummingbird
import JWT

/// Access behind Identity-Aware Proxy. Only its signed assertion counts: the plain `x-goog-authenticated-user-…` headers
/// can be written by whoever reaches us around the proxy, and are never read.
struct IAPGate: Gate {
    static let header = HTTPField.Name("x-goog-iap-jwt-assertion") ?? .authorization
    static let issuer = "https://cloud.google.com/iap"
    static let keysAddress = "https://www.gstatic.com/iap/verify/public_key-jwk"
    /// Google documents ten minutes and two times the skew.
    static let longestLife: Double = 600 + 2 * 30

    var keys: PublishedKeys
    var audiences: Set<String>
    var roles: RoleTable
    var publicHosts: [String]?
    /// Seconds since 1970.
    var now: @Sendable () -> Double

    func hosts() -> [String]? { publicHosts }

    func admit(_ request: Request) async throws -> Admission {
        guard let text = try request.single(Self.header, for: "the assertion of Identity-Aware Proxy") else {
            throw Problem(
                .unauthenticated, "Not through Identity-Aware Proxy", detail: "the request carries no assertion of it",
                fix: "Open this manager by the address that Identity-Aware Proxy guards."
            )
        }
        do {
            let token = try await keys.verified(text, algorithm: .es256)
            try token.check(
                issuers: [Self.issuer], audiences: audiences, now: now(), leeway: 30, longestLife: Self.longestLife
            )
            return try roles.admission(of: try token.person())
        } catch let error as JWTError {
            throw Problem(
                .unauthenticated, "Not a valid assertion", detail: error.description,
                fix: "Log in again; if it stays, compare --iap-audience with what Identity-Aware Proxy shows."
            )
        }
    }
}

extension JSONWebToken {
    /// Who the claims name.
    ///
    /// - Throws: `badClaim` for an e-mail that is missing, unverified, or not plain text.
    func person() throws(JWTError) -> Person {
        guard let email, email.contains("@"), (3...320).contains(email.utf8.count),
            email.utf8.allSatisfy({ (33...126).contains($0) })
        else { throw JWTError(.badClaim, "no e-mail") }
        if let verified = claims["email_verified"], verified != .bool(true) {
            throw JWTError(.badClaim, "an e-mail that is not verified")
        }
        let additional = claims["additional_claims"]?.object ?? [:]
        return Person(
            email: email, hostedDomain: claims["hd"]?.string,
            groups: additional["groups"]?.strings ?? [],
            accessLevels: claims["google"]?.object?["access_levels"]?.strings ?? []
        )
    }
}
