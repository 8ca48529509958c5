/// The permissions that Google knows, as far as clients of these APIs ask for them. A test of one that is not here, or
/// that belongs to another kind of resource, refuses the whole call.
package enum PermissionCatalog {
    /// Resource and verbs, by the service before them.
    private static let verbs: [String: [String: String]] = [
        "resourcemanager": ["projects": "get getIamPolicy setIamPolicy update delete createBillingAssignment"],
        "serviceusage": ["services": "get list enable disable use", "quotas": "get update"],
        "cloudquotas": ["quotas": "get update"],
        "billing": ["resourceCosts": "get", "resourcebudgets": "read write"],
        "compute": [
            "networks": "list get create use access", "regions": "list get", "zones": "list get",
            "subnetworks": "list get create update use useExternalIp setPrivateIpGoogleAccess expandIpCidrRange",
            "regionOperations": "list get", "globalOperations": "list get", "routers": "list get create update",
            "addresses": "list get", "firewalls": "list get", "projects": "get",
        ],
        "vpcaccess": ["connectors": "list get create delete use", "locations": "list", "operations": "list get"],
        "storage": [
            "buckets": "list get create update delete getIamPolicy setIamPolicy",
            "objects": "list get create update delete getIamPolicy setIamPolicy",
            "multipartUploads": "list listParts create abort", "folders": "list get create delete",
        ],
        "run": [
            "services": "list get create update delete getIamPolicy setIamPolicy", "routes": "list get invoke",
            "revisions": "list get delete", "operations": "list get delete", "locations": "list",
            "configurations": "list get", "executions": "list get delete cancel", "tasks": "list get",
            "jobs": "list get create update delete run runWithOverrides getIamPolicy setIamPolicy",
        ],
        "iam": [
            "serviceAccounts":
                "list get create update delete enable disable undelete actAs getAccessToken getOpenIdToken "
                + "implicitDelegation signBlob signJwt getIamPolicy setIamPolicy",
            "serviceAccountKeys": "list get create delete", "roles": "list get create update delete",
        ],
        "logging": [
            "logEntries": "list create", "logs": "list delete", "views": "list get access", "buckets": "list get",
        ],
        "monitoring": ["timeSeries": "list create", "metricDescriptors": "list get create"],
        "secretmanager": [
            "secrets": "list get create update delete getIamPolicy setIamPolicy",
            "versions": "list get add access enable disable destroy", "locations": "list get",
        ],
        "artifactregistry": ["repositories": "list get create downloadArtifacts uploadArtifacts"],
        "iap": ["webServices": "getIamPolicy setIamPolicy"],
    ]

    package static let project: Set<String> = {
        var names: Set<String> = []
        for (service, resources) in verbs {
            for (resource, words) in resources {
                for verb in words.split(separator: " ") { names.insert("\(service).\(resource).\(verb)") }
            }
        }
        return names
    }()

    /// What can be asked of one bucket.
    package static let bucket: Set<String> = project.filter { $0.hasPrefix("storage.") }.subtracting([
        "storage.buckets.list", "storage.buckets.create",
    ])

    /// What can be asked of one service account.
    package static let serviceAccount: Set<String> = project.filter { $0.hasPrefix("iam.serviceAccount") }
        .subtracting(["iam.serviceAccounts.list", "iam.serviceAccounts.create"])

    /// 400 that names the first permission that does not belong to the resource.
    static func check(_ permissions: [String], in known: Set<String>) throws {
        guard permissions.count <= 100 else {
            throw GoogleError.invalidArgument("At most 100 permissions can be tested at once.", field: "permissions")
        }
        for permission in permissions where !known.contains(permission) {
            throw GoogleError.invalidArgument(
                "Permission \(permission) is not valid for this resource.", field: "permissions"
            )
        }
    }
}
