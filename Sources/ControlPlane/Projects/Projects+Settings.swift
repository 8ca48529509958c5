package import Domain

extension Projects {
    /// What the project remembers for later deployments; nothing when nothing was ever remembered. Needs the viewer role.
    ///
    /// - Throws: `settings-unreadable`, `permission-denied`, …: what cannot be read is never taken for nothing.
    package func settings(_ context: RequestContext) async throws -> ProjectSettings {
        try await world.look(context, "see what a project remembers") {
            guard case .project = context.target else { return ProjectSettings() }
            let buckets = try world.targets.buckets(of: context.target)
            return try await SettingsStore(buckets: buckets, target: context.target).read()
        }
    }
}

extension ServiceSpec {
    /// The spec with what the project remembers in place of what it leaves open; nil when that changes nothing.
    ///
    /// - Parameter region: where the service will be.
    func adopting(_ settings: ProjectSettings, region: String) -> ServiceSpec? {
        var spec = self
        if spec.network == nil { spec.network = settings.networks[region] }
        if spec.serviceAccount == nil { spec.serviceAccount = settings.serviceAccount }
        return spec == self ? nil : spec
    }
}
