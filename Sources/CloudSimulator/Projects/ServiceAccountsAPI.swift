import Foundation
import HTTPTypes
import Hummingbird

/// `iam.googleapis.com`: service accounts and who may act as them.
struct ServiceAccountsAPI: Sendable {
    let accounts: ServiceAccountStore
    let projects: ProjectRegistry
    private static let base = "v1/projects/{project}/serviceAccounts"

    init(accounts: ServiceAccountStore, projects: ProjectRegistry) {
        self.accounts = accounts
        self.projects = projects
    }

    func addRoutes(to table: inout GoogleRouteTable) {
        let api = self
        table.on(.get, Self.base, query: ["pageSize", "pageToken"]) { call in
            let project = try api.project(call, "iam.serviceAccounts.list")
            let items = api.accounts.accounts(of: project.id).filter(\.isKnown).map(Self.resource)
            return try call.list("accounts", items, standard: 20, maximum: 100)
        }
        table.on(.post, Self.base) { try await api.create($0) }
        table.on(.get, "\(Self.base)/{account}") {
            try $0.json(Self.resource(try api.account($0, "iam.serviceAccounts.get")))
        }
        table.on(.post, "\(Self.base)/{account}:testIamPermissions") { call in
            let body = try await call.body(.object(["permissions": .array(.string)]))
            let account = try api.find(call)
            let project = api.projects.find(account.project)
            let asked = (body["permissions"]?.array ?? []).compactMap(\.string)
            try PermissionCatalog.check(asked, in: PermissionCatalog.serviceAccount)
            try api.projects.requireService("iam.googleapis.com", on: account.project)
            let granted = asked.filter { project?.grants($0) ?? false }.map(JSONValue.string)
            return try call.json(granted.isEmpty ? [:] : ["permissions": .array(granted)])
        }
        table.on(.post, "\(Self.base)/{account}:getIamPolicy", query: ["options.requestedPolicyVersion"]) { call in
            _ = try await call.body(.object([:]))
            return try call.json(try api.account(call, "iam.serviceAccounts.getIamPolicy").policy.json)
        }
        table.on(.post, "\(Self.base)/{account}:setIamPolicy") { call in
            let body = try await call.body(.object(["policy": IAMPolicy.shape, "updateMask": .string]))
            let account = try api.account(call, "iam.serviceAccounts.setIamPolicy")
            let changed = try api.accounts.update(account.email) { try $0.policy.set(body["policy"] ?? [:]) }
            return try call.json(changed?.policy.json ?? [:])
        }
    }

    private func create(_ call: GoogleCall) async throws -> Response {
        let body = try await call.body(
            .object([
                "accountId": .string, "serviceAccount": .object(["displayName": .string, "description": .string]),
            ])
        )
        let project = try project(call, "iam.serviceAccounts.create")
        let id = body["accountId"]?.string ?? ""
        guard id.wholeMatch(of: /[a-z](?:[-a-z0-9]{4,28}[a-z0-9])/) != nil else {
            throw GoogleError.invalidArgument(
                "The account ID \"\(id)\" does not have a length between 6 and 30, or does not match "
                    + "[a-z]([-a-z0-9]*[a-z0-9]).", field: "accountId"
            )
        }
        let delay = accounts.delay.components
        let seconds = Double(delay.seconds) + Double(delay.attoseconds) * 1e-18
        let account = ServiceAccountStore.Account(
            email: "\(id)@\(project.id).iam.gserviceaccount.com", project: project.id,
            displayName: body["serviceAccount"]?["displayName"]?.string ?? "",
            description: body["serviceAccount"]?["description"]?.string ?? "", disabled: false, policy: IAMPolicy(),
            knownFrom: seconds > 0 ? Date().addingTimeInterval(seconds) : nil
        )
        try accounts.add(account)
        return try call.json(Self.resource(account))
    }

    private func project(_ call: GoogleCall, _ permission: String) throws -> ProjectRecord {
        try projects.requireService("iam.googleapis.com", on: call["project"])
        return try projects.require(permission, on: call["project"])
    }

    private func find(_ call: GoogleCall) throws -> ServiceAccountStore.Account {
        guard let account = accounts.find(call["account"]),
            call["project"] == "-" || projects.find(call["project"])?.id == account.project
        else { throw GoogleError.notFound("Unknown service account") }
        return account
    }

    private func account(_ call: GoogleCall, _ permission: String) throws -> ServiceAccountStore.Account {
        let account = try find(call)
        try projects.requireService("iam.googleapis.com", on: account.project)
        guard projects.find(account.project)?.grants(permission) ?? false else {
            throw GoogleError.permissionDenied(
                permission: permission, resource: "projects/\(account.project)/serviceAccounts/\(account.email)"
            )
        }
        return account
    }

    private static func resource(_ account: ServiceAccountStore.Account) -> JSONValue {
        var members: [String: JSONValue] = [
            "name": .string("projects/\(account.project)/serviceAccounts/\(account.email)"),
            "projectId": .string(account.project), "email": .string(account.email),
            "uniqueId": .string(IdentityAuthority.uniqueID(of: account.email)),
            "oauth2ClientId": .string(IdentityAuthority.uniqueID(of: account.email)),
            "etag": .string(account.policy.etag),
        ]
        if !account.displayName.isEmpty { members["displayName"] = .string(account.displayName) }
        if !account.description.isEmpty { members["description"] = .string(account.description) }
        if account.disabled { members["disabled"] = true }
        return .object(members)
    }
}
