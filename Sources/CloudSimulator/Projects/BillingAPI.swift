import HTTPTypes
import Hummingbird

/// `cloudbilling.googleapis.com`: whether a project pays, and a small price list.
struct BillingAPI: Sendable {
    let projects: ProjectRegistry

    func addRoutes(to table: inout GoogleRouteTable) {
        let projects = projects
        table.on(.get, "v1/projects/{project}/billingInfo") { call in
            try call.json(Self.resource(try projects.require("resourcemanager.projects.get", on: call["project"])))
        }
        table.on(.put, "v1/projects/{project}/billingInfo") { call in
            let body = try await call.body(
                .object(["billingAccountName": .string, "name": .string, "projectId": .string, "billingEnabled": .bool])
            )
            let project = try projects.require("billing.resourceAssociations.create", on: call["project"])
            let account = body["billingAccountName"]?.string ?? ""
            try projects.update(project.id) { $0.billingAccount = account.isEmpty ? nil : account }
            return try call.json(Self.resource(projects.find(project.id) ?? project))
        }
        table.on(.get, "v1/billingAccounts", query: ["pageSize", "pageToken", "filter", "parent"]) { call in
            try call.list(
                "billingAccounts",
                [
                    [
                        "name": "billingAccounts/0A1B2C-3D4E5F-678901", "open": true,
                        "displayName": "Simulated billing account", "currencyCode": "USD",
                    ]
                ]
            )
        }
        table.on(.get, "v1/services", query: ["pageSize", "pageToken"]) { call in
            try call.list("services", BillingCatalog.services, standard: 5000, maximum: 5000)
        }
        let skuQuery: Set<String> = ["pageSize", "pageToken", "currencyCode", "startTime", "endTime"]
        table.on(.get, "v1/services/{service}/skus", query: skuQuery) { call in
            guard let skus = BillingCatalog.skus(of: call["service"]) else {
                throw GoogleError.notFound("Service \(call["service"]) not found.")
            }
            if let code = call.query["currencyCode"], code != "USD" {
                throw GoogleError.invalidArgument(
                    "The simulator's prices are in USD, not \(code).", field: "currency_code")
            }
            return try call.list("skus", skus, standard: 5000, maximum: 5000)
        }
    }

    /// A false flag is left out, as protobuf's JSON does.
    private static func resource(_ project: ProjectRecord) -> JSONValue {
        var members: [String: JSONValue] = [
            "name": .string("projects/\(project.id)/billingInfo"), "projectId": .string(project.id),
        ]
        if let account = project.billingAccount {
            members["billingAccountName"] = .string(account)
            members["billingEnabled"] = true
        }
        return .object(members)
    }
}
