package import Domain

extension Projects {
    /// What the project remembers for later deployments; nothing when nothing was ever remembered. Needs the viewer role.
    ///
    /// - Throws: `settings-unreadable`, `permission-denied`, …: what cannot be read is never taken for nothing.
    ///
    /// - Parameter glancing: they may be as old as ``SettingsPlaces/patience`` where none were: for a plan, not for a deploy.
    package func settings(_ context: RequestContext, glancing: Bool = false) async throws -> ProjectSettings {
        try await world.look(context, "see what a project remembers") {
            guard case .project = context.target else { return ProjectSettings() }
            let buckets = try world.targets.buckets(of: context.target)
            let store = SettingsStore(buckets: buckets, target: context.target, places: world.settingsPlaces)
            return try await glancing ? store.glance() : store.read()
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
