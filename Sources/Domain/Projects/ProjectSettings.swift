/// What a project remembers for later deployments. Kept in one of its managed buckets (`BucketLayout.settingsKey`).
package struct ProjectSettings: Sendable, Hashable {
    /// The network of later services, by region; a region without an entry uses Google's own path.
    package var networks: [String: NetworkSpec]
    /// Who later services run as; nil: the Compute Engine default account.
    package var serviceAccount: String?
    /// When services are stopped by themselves; nil: never.
    package var idleRule: IdleRule?
    /// The bucket that holds them; nil while nothing is remembered.
    package var bucket: String?

    package init(
        networks: [String: NetworkSpec] = [:], serviceAccount: String? = nil, idleRule: IdleRule? = nil,
        bucket: String? = nil
    ) {
        self.networks = networks
        self.serviceAccount = serviceAccount
        self.idleRule = idleRule
        self.bucket = bucket
    }
}
