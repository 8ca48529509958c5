import Domain
import HTTPTypes
import Hummingbird
import JWT

/// Access for programs that show a Google ID token as `Authorization: Bearer`.
struct TokenGate: Gate {
    static let issuers: Set<String> = ["https://accounts.google.com", "accounts.google.com"]
    static let keysAddress = "https://www.googleapis.com/oauth2/v3/certs"
    static let longestLife: Double = 3600 + 2 * 30

    var keys: PublishedKeys
    var audiences: Set<String>
    var roles: RoleTable
    var publicHosts: [String]?
    var now: @Sendable () -> Double

    func hosts() -> [String]? { publicHosts }

    func admit(_ request: Request) async throws -> Admission {
        guard let value = try request.single(.authorization, for: "Authorization") else {
            throw Self.refused("no Authorization header")
        }
        let parts = value.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else {
            throw Self.refused("Authorization is not ‘Bearer’ and a token")
        }
        do {
            let token = try await keys.verified(String(parts[1]), algorithm: .rs256)
            try token.check(
                issuers: Self.issuers, audiences: audiences, now: now(), leeway: 30, longestLife: Self.longestLife
            )
            guard token.claims["email_verified"] == .bool(true) else {
                throw JWTError(.badClaim, "an e-mail that is not verified")
            }
            return try roles.admission(of: try token.person())
        } catch let error as JWTError {
            throw Self.refused(error.description)
        }
    }

    private static func refused(_ detail: String) -> HTTPProblem {
        let problem = Problem(
            .unauthenticated, "Not a valid ID token", detail: detail,
            fix: "Send Authorization: Bearer with a Google ID token whose audience is this manager's --token-audience."
        )
        return HTTPProblem(status: 401, problem: problem, headers: [.wwwAuthenticate: "Bearer"])
    }
}
