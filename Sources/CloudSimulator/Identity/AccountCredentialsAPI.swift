import Foundation
import HTTPTypes
import Hummingbird

/// `iamcredentials.googleapis.com`: tokens of a service account for somebody who may act as it.
struct AccountCredentialsAPI: Sendable {
    let authority: IdentityAuthority
    let accounts: ServiceAccountStore

    func addRoutes(to table: inout GoogleRouteTable) {
        let api = self
        table.on(.post, "v1/projects/{project}/serviceAccounts/{account}:generateAccessToken") { call in
            let body = try await call.body(
                .object(["delegates": .array(.string), "scope": .array(.string), "lifetime": .string])
            )
            let email = try api.account(call)
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
            let email = try api.account(call)
            guard let audience = body["audience"]?.string, !audience.isEmpty else {
                throw GoogleError.invalidArgument("Audience required.", field: "audience")
            }
            let token = try api.authority.idToken(
                for: email, audience: audience, includesEmail: body["includeEmail"]?.bool ?? false
            )
            return try call.json(["token": .string(token)])
        }
    }

    /// The account, which the caller must have named without a project (`-`) or with its own.
    private func account(_ call: GoogleCall) throws -> String {
        guard let account = accounts.find(call["account"]) else {
            throw GoogleError.permissionDenied(
                permission: "iam.serviceAccounts.getAccessToken",
                resource: "projects/-/serviceAccounts/\(call["account"])",
                service: "iam.googleapis.com"
            )
        }
        return account.email
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
