package import Foundation

/// Where Google's APIs are: in a universe, or wherever a simulator, an emulator or a private endpoint stands in.
package struct GoogleEndpoints: Sendable, Hashable {
    /// The name of each API in its host, `NAME.googleapis.com`.
    package enum API: String, Sendable, Hashable, CaseIterable {
        case resourceManager = "cloudresourcemanager"
        case billing = "cloudbilling"
        case billingBudgets = "billingbudgets"
        case serviceUsage = "serviceusage"
        case iam
        case iamCredentials = "iamcredentials"
        case run
        case cloudQuotas = "cloudquotas"
        case logging
        case monitoring
        case secretManager = "secretmanager"
        case storage
        case compute
        case vpcAccess = "vpcaccess"
        case oauth2
        case openIDConnect = "openidconnect"
        case sts
    }

    package var universeDomain: String
    /// Base URLs without a slash at the end; an API that is not in it is at its place in the universe.
    package var overrides: [API: String]
    /// `host` or `host:port` of the metadata server.
    package var metadataHost: String
    /// APIs that get no credentials: emulators.
    package var anonymous: Set<API>

    package init(
        universeDomain: String = "googleapis.com",
        overrides: [API: String] = [:],
        metadataHost: String = "metadata.google.internal",
        anonymous: Set<API> = []
    ) {
        self.universeDomain = universeDomain
        self.overrides = overrides
        self.metadataHost = metadataHost
        self.anonymous = anonymous
    }

    /// Google's own places, but for what `STORAGE_EMULATOR_HOST` (with or without scheme), `GCE_METADATA_HOST` and
    /// `GOOGLE_CLOUD_UNIVERSE_DOMAIN` say.
    package init(environment: [String: String]) {
        self.init()
        if let universe = environment["GOOGLE_CLOUD_UNIVERSE_DOMAIN"], !universe.isEmpty { universeDomain = universe }
        let metadata = environment["GCE_METADATA_HOST"] ?? environment["GCE_METADATA_ROOT"]
        if let metadata, !metadata.isEmpty { metadataHost = metadata }
        if let emulator = environment["STORAGE_EMULATOR_HOST"], !emulator.isEmpty {
            overrides[.storage] = Self.base(emulator)
            anonymous = [.storage]
        }
    }

    /// The `endpoints.json` of the simulator: `google` stands for every API but `storage`.
    ///
    /// - Throws: `GoogleCloudError` with code `unreadable`.
    package init(simulatorJSON data: Data) throws {
        struct Endpoints: Decodable {
            var google: String
            var storage: String
            var metadata: String
        }
        guard let endpoints = try? JSONDecoder().decode(Endpoints.self, from: data) else {
            throw GoogleCloudError(.unreadable, message: "endpoints.json does not name google, storage and metadata")
        }
        self.init(google: endpoints.google, storage: endpoints.storage, metadataHost: endpoints.metadata)
    }

    /// One place for every API but Storage, one for Storage.
    package init(google: String, storage: String, metadataHost: String) {
        self.init(metadataHost: metadataHost)
        for api in API.allCases { overrides[api] = Self.base(google) }
        overrides[.storage] = Self.base(storage)
    }

    /// The base URL, without a slash at its end.
    package func base(_ api: API) -> String {
        overrides[api] ?? "https://\(api.rawValue).\(universeDomain)"
    }

    /// Where persons' and service accounts' tokens come from: a constant of Google's, whatever the universe.
    var oauthTokenURL: String { (overrides[.oauth2] ?? "https://oauth2.googleapis.com") + "/token" }

    /// Where IAM makes access tokens of a service account.
    func impersonationURL(_ email: String) -> String {
        base(.iamCredentials) + "/v1/\(ImpersonationURL.resource(email)):generateAccessToken"
    }

    var isDefaultUniverse: Bool { universeDomain == Self.defaultUniverse }

    package static let defaultUniverse = "googleapis.com"

    private static func base(_ text: String) -> String {
        let full = text.contains("://") ? text : "http://\(text)"
        return full.hasSuffix("/") ? String(full.dropLast()) : full
    }
}
