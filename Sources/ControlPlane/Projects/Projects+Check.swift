package import Domain

extension Projects {
    /// The checklist of a project: permissions, APIs, billing, network, GPU quota; all asked concurrently.
    ///
    /// What we may not ask is `unknown` with the reason. Never throws for one check's sake. Needs the viewer role.
    package func check(_ context: RequestContext, _ id: String, region: String? = nil) async throws -> [ProjectCheck] {
        try await world.look(context, "check a project") {
            guard case .project(let id) = try Target(parsing: id) else { throw Self.notAProject(id) }
            let facts = try facts()
            let region = region ?? world.about.defaultRegion
            try ServiceID.check(region: region)
            let probes: [any ProjectProbe] =
                Feature.all.map { PermissionCheck($0, project: id) }
                + [ServicesCheck(project: id), BillingCheck(project: id)]
                + [NetworkCheck(project: id, region: region), QuotaCheck(project: id, region: region)]
            return try await concurrently(probes, atMost: 6) { await $0.run(facts) }.flatMap(\.self)
        }
    }
}
