extension JSONWebToken {
    /// Checks who made the token, for whom and when.
    ///
    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - leeway: seconds that clocks may differ (Google documents 30 for IAP).
    ///   - longestLife: seconds between `iat` and `exp` at most; nil when the issuer names no bound.
    /// - Throws: `badClaim`, `wrongIssuer`, `wrongAudience`, `expired` or `notYetValid`.
    package func check(
        issuers: Set<String>,
        audiences accepted: Set<String>,
        now: Double,
        leeway: Double = 30,
        longestLife: Double? = nil
    ) throws(JWTError) {
        guard let issuer, issuers.contains(issuer) else { throw JWTError(.wrongIssuer, "another issuer") }
        guard !accepted.isDisjoint(with: audiences) else { throw JWTError(.wrongAudience, "made for another audience") }
        guard let expiry else { throw JWTError(.badClaim, "no expiry (exp)") }
        guard let issuedAt else { throw JWTError(.badClaim, "no time of issue (iat)") }
        guard expiry > issuedAt else { throw JWTError(.badClaim, "it ends before it begins") }
        guard now < expiry + leeway else { throw JWTError(.expired, "expired") }
        guard issuedAt < now + leeway, (notBefore ?? issuedAt) < now + leeway else {
            throw JWTError(.notYetValid, "issued in the future")
        }
        if let longestLife, expiry - issuedAt > longestLife {
            throw JWTError(.badClaim, "valid for longer than \(Int(longestLife)) s")
        }
    }
}
