import Foundation
import HTTPTypes
import Hummingbird

/// `iamcredentials.googleapis.com`: tokens of a service account for somebody who may act as it.
struct AccountCredentialsAPI: Sendable {
    let authority: IdentityAuthority
    let accounts: ServiceAccountStore
    let projects: ProjectRegistry

    private static let accessRoles: Set<String> = ["roles/iam.serviceAccountTokenCreator"]
    private static let identityRoles = accessRoles.union(["roles/iam.serviceAccountOpenIdTokenCreator"])
    private static let scopes: Set<String> = [
        IdentityAuthority.cloudPlatform, "https://www.googleapis.com/auth/iam",
    ]

    func addRoutes(to table: inout GoogleRouteTable) {
        let api = self
        table.on(.post, "v1/projects/{project}/serviceAccounts/{account}:generateAccessToken") { call in
            let body = try await call.body(
                .object(["delegates": .array(.string), "scope": .array(.string), "lifetime": .string])
            )
            let email = try api.account(call, body, "iam.serviceAccounts.getAccessToken", Self.accessRoles)
            let scopes = (body["scope"]?.array ?? []).compactMap(\.string)
            guard !scopes.isEmpty else { throw GoogleError.invalidArgument("Scope required.", field: "scope") }
            let seconds = try api.seconds(body["lifetime"]?.string ?? "3600s")
            return try call.json([
                "accessToken": .string(try api.authority.accessToken(for: email, scopes: scopes, lifetime: seconds)),
                "expireTime": .string(Date().addingTimeInterval(Double(seconds)).formatted(.iso8601)),
            ])
        }
        table.on(.post, "v1/projects/{project}/serviceAccounts/{account}:generateIdToken") { call in
            let body = try await call.body(
                .object([
                    "delegates": .array(.string), "audience": .string, "includeEmail": .bool,
                    "organizationNumberIncluded": .bool,
                ])
            )
            let email = try api.account(call, body, "iam.serviceAccounts.getOpenIdToken", Self.identityRoles)
            guard let audience = body["audience"]?.string, !audience.isEmpty else {
                throw GoogleError.invalidArgument("Audience required.", field: "audience")
            }
            let token = try api.authority.idToken(
                for: email, audience: audience, includesEmail: body["includeEmail"]?.bool ?? false
            )
            return try call.json(["token": .string(token)])
        }
    }

    /// The account, which the caller must have named without a project (`-`), when the caller may act as it: directly,
    /// or through delegates of whom each may act as the next.
    private func account(
        _ call: GoogleCall, _ body: JSONValue, _ permission: String, _ roles: Set<String>
    ) throws -> String {
        guard call["project"] == "-" else {
            throw GoogleError.invalidArgument("Invalid form of account ID \(call["account"]).", field: "name")
        }
        guard let caller = call.context.caller else { throw GoogleError.unauthenticated("CREDENTIALS_MISSING") }
        guard caller.audience != nil || !Self.scopes.isDisjoint(with: caller.scopes) else {
            throw APIScopes.insufficient
        }
        var members = caller.members
        let chain = try (body["delegates"]?.array ?? []).map { try Self.delegate($0.string ?? "") } + [call["account"]]
        for name in chain {
            guard let account = accounts.find(name), !account.disabled,
                mayAct(members, as: account, name == chain.last ? roles : Self.accessRoles)
            else {
                throw GoogleError.permissionDenied(
                    permission: permission, resource: "projects/-/serviceAccounts/\(name)",
                    service: "iam.googleapis.com")
            }
            members = ["serviceAccount:\(account.email)"]
        }
        guard let account = accounts.find(call["account"]) else { throw GoogleError.notFound("Unknown account") }
        try projects.requireService("iamcredentials.googleapis.com", on: account.project)
        return account.email
    }

    /// Federated identities hold a role of their own for it. Owners of the project do not have the permission.
    private func mayAct(_ members: [String], as account: ServiceAccountStore.Account, _ roles: Set<String>) -> Bool {
        let isFederated = members.contains { $0.contains("://") }
        let accepted = isFederated ? roles.union(["roles/iam.workloadIdentityUser"]) : roles
        let bindings = account.policy.bindings + (projects.find(account.project)?.policy.bindings ?? [])
        return bindings.contains { binding in
            accepted.contains(binding["role"]?.string ?? "")
                && (binding["members"]?.array ?? []).contains { members.contains($0.string ?? "") }
        }
    }

    private static func delegate(_ name: String) throws -> String {
        let prefix = "projects/-/serviceAccounts/"
        guard name.hasPrefix(prefix), name.count > prefix.count else {
            throw GoogleError.invalidArgument("Invalid delegate \"\(name)\".", field: "delegates")
        }
        return String(name.dropFirst(prefix.count))
    }

    private func seconds(_ text: String) throws -> Int {
        guard text.hasSuffix("s"), let seconds = Int(text.dropLast()), seconds > 0 else {
            throw GoogleError.invalidArgument("Invalid lifetime \"\(text)\".", field: "lifetime")
        }
        guard seconds <= 3600 else {
            throw GoogleError.invalidArgument(
                "The access token lifetime cannot exceed 3600 seconds (1 hour).", field: "lifetime"
            )
        }
        return seconds
    }
}
