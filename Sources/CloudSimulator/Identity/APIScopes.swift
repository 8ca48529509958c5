import HTTPTypes
import Hummingbird

/// Which scopes open which API, as the discovery documents list them, and which API a path belongs to.
enum APIScopes {
    private static let cloudPlatform = "cloud-platform"

    /// Besides `cloud-platform`, which opens all of them. `reading` scopes open what only looks.
    private static let scopes: [String: (all: Set<String>, reading: Set<String>)] = [
        "storage": (
            ["devstorage.full_control", "devstorage.read_write"], ["devstorage.read_only", "cloud-platform.read-only"]
        ),
        "compute": (["compute"], ["compute.readonly"]),
        "run": (["run"], ["run.readonly"]),
        "cloudresourcemanager": ([], ["cloud-platform.read-only"]),
        "serviceusage": (["service.management"], ["cloud-platform.read-only"]),
        "billingbudgets": (["cloud-billing"], []),
        "cloudbilling": (["cloud-billing"], ["cloud-billing.readonly"]),
        "logging": (["logging.admin"], ["logging.read", "cloud-platform.read-only"]),
        "monitoring": (["monitoring"], ["monitoring.read"]),
        "iamcredentials": (["iam"], []),
    ]

    /// First match counts.
    private static var places: [(Regex<Substring>, String)] {
        [
            (/\/(?:upload\/|download\/)?storage\/.*/, "storage"), (/\/compute\/.*/, "compute"),
            (/\/v1\/projects\/[^\/]+\/serviceAccounts\/[^\/]+:(?:generate.*|sign.*)/, "iamcredentials"),
            (/\/v1\/projects\/[^\/]+\/serviceAccounts.*/, "iam"),
            (/\/v1\/projects\/[^\/]+\/secrets.*/, "secretmanager"),
            (/\/v1\/projects\/[^\/]+\/locations\/[^\/]+\/connectors.*/, "vpcaccess"),
            (/\/v1\/projects\/[^\/]+\/locations\/[^\/]+\/(?:services\/.*|quotaPreferences.*)/, "cloudquotas"),
            (/\/v1\/projects\/[^\/]+\/services.*/, "serviceusage"),
            (/\/v1\/billingAccounts\/[^\/]+\/budgets.*/, "billingbudgets"),
            (/\/v1\/(?:projects\/[^\/]+\/billingInfo|billingAccounts.*|services.*)/, "cloudbilling"),
            (/\/v2\/entries.*/, "logging"), (/\/v3\/projects\/[^\/]+\/(?:timeSeries|metric).*/, "monitoring"),
            (/\/v[13]\/projects.*/, "cloudresourcemanager"),
            (/\/v2\/projects\/[^\/]+\/locations.*/, "run"),
        ]
    }

    /// - Parameter isStorage: whether the storage listener was asked, where any other path is an object's.
    static func api(of path: String, isStorage: Bool) -> String? {
        if isStorage { return "storage" }
        return places.first { path.wholeMatch(of: $0.0) != nil }?.1
    }

    /// - Throws: 403 when no scope of the caller opens the API, 401 when a self-signed JWT is for another one.
    static func check(_ caller: SimulatorContext.Caller, _ request: Request, isStorage: Bool) throws {
        guard let api = api(of: request.uri.path, isStorage: isStorage) else {
            // Who somebody is may be asked with any token that is about that.
            return
        }
        if let audience = caller.audience {
            guard audience == "https://\(api).googleapis.com/" else {
                throw GoogleError.unauthenticated("ACCESS_TOKEN_TYPE_UNSUPPORTED")
            }
            return
        }
        let held = Set(caller.scopes.map { $0.replacing("https://www.googleapis.com/auth/", with: "") })
        let (all, reading) = scopes[api] ?? ([], [])
        var sufficient = all.union([cloudPlatform])
        if isReading(request) { sufficient.formUnion(reading) }
        guard !held.isDisjoint(with: sufficient) else { throw insufficient }
    }

    private static func isReading(_ request: Request) -> Bool {
        request.method == .get || request.method == .head
            || [":list", ":testIamPermissions", ":getIamPolicy", ":search"].contains { request.uri.path.hasSuffix($0) }
    }

    static let insufficient = GoogleError(
        .forbidden, "PERMISSION_DENIED", "Request had insufficient authentication scopes.",
        reason: "insufficientPermissions",
        details: [GoogleError.info("ACCESS_TOKEN_SCOPE_INSUFFICIENT", [:])]
    )
}
