import Domain

/// What the access modes other than loopback need to know.
package struct AccessRules: Sendable, Hashable {
    /// For whom assertions of Identity-Aware Proxy must be made.
    package var iapAudiences: Set<String>
    /// For whom Google ID tokens must be made.
    package var tokenAudiences: Set<String>
    package var roles: RoleTable
    /// Hosts that a browser may use; empty: any.
    package var hosts: [String]
    /// Where the public keys of Identity-Aware Proxy are.
    package var iapKeys = IAPGate.keysAddress
    /// Where those of Google's ID tokens are.
    package var tokenKeys = TokenGate.keysAddress
    /// Requests a second that one actor may make, in the long run; nil: no bound.
    package var requestsPerSecond: Double?

    package init(
        iapAudiences: Set<String> = [], tokenAudiences: Set<String> = [], roles: RoleTable = RoleTable(),
        hosts: [String] = [], requestsPerSecond: Double? = nil
    ) {
        self.iapAudiences = iapAudiences
        self.tokenAudiences = tokenAudiences
        self.roles = roles
        self.hosts = hosts
        self.requestsPerSecond = requestsPerSecond
    }

    /// - Throws: `invalid-request` for what could let anybody in, or nobody.
    func check(_ mode: ServerSettings.AccessMode) throws(Problem) {
        switch mode {
        case .loopback: return
        case .iap:
            guard !iapAudiences.isEmpty else {
                throw Self.incomplete("assertions made for any other service would be accepted", "--iap-audience")
            }
            for audience in iapAudiences where !Self.isIAPAudience(audience) {
                throw Problem(
                    .invalidRequest, "Not an audience of Identity-Aware Proxy", detail: "‘\(audience.prefix(200))’",
                    fix: "It is /projects/NUMBER/locations/REGION/services/NAME for Cloud Run, or "
                        + "/projects/NUMBER/global/backendServices/ID behind a load balancer."
                )
            }
        case .token:
            guard !tokenAudiences.isEmpty, tokenAudiences.allSatisfy({ $0.utf8.count >= 8 }) else {
                throw Self.incomplete("ID tokens made for anybody else would be accepted", "--token-audience")
            }
            guard !roles.rules.values.joined().contains(.everyone) else {
                throw Problem(
                    .invalidRequest, "That would be open to the world",
                    detail: "anybody can get a Google ID token, and ‘everyone’ would let them in",
                    fix: "Name addresses or domains; ‘everyone’ is for Identity-Aware Proxy, which chooses itself."
                )
            }
        }
        guard !roles.rules[.operator, default: []].contains(.everyone),
            !roles.rules[.admin, default: []].contains(.everyone)
        else {
            throw Problem(
                .invalidRequest, "Everyone may look, not more", detail: "‘everyone’ was made operator or admin",
                fix: "Give ‘everyone’ the role viewer, and name those who may do more."
            )
        }
        guard !roles.isEmpty else { throw Self.incomplete("nobody would have a role", "--admin") }
    }

    /// The forms that Google documents: Cloud Run, global and regional backend services, App Engine.
    static func isIAPAudience(_ text: String) -> Bool {
        let forms = [
            #"/projects/[0-9]{1,20}/locations/[a-z0-9-]{1,40}/services/[a-z0-9-]{1,63}"#,
            #"/projects/[0-9]{1,20}/(global|[a-z0-9-]{1,40})/backendServices/[0-9]{1,30}"#,
            #"/projects/[0-9]{1,20}/apps/[a-z0-9:.-]{1,63}"#,
        ]
        return forms.contains { form in
            (try? Regex(form).wholeMatch(in: text)) != nil
        }
    }

    private static func incomplete(_ detail: String, _ option: String) -> Problem {
        Problem(
            .invalidRequest, "The access mode needs more", detail: "without \(option) \(detail)",
            fix: "Give \(option)."
        )
    }
}
