extension RuntimeAdapter {
    package func listing() async throws -> ServiceListing { ServiceListing(services: try await services()) }

    package func spec(of id: ServiceID) async throws -> ServiceSpec {
        throw unsupported("tell how a service was deployed", "Look at the service itself.")
    }

    package func plan(
        _ change: ServiceChange, of id: ServiceID, manifest: ModelManifest?, next: ModelManifest?,
        knowing facts: PlanFacts
    ) async throws -> ServicePlan {
        throw unsupported("change a service in place", "Deploy it again under the same name.")
    }

    /// Without knowing more of the model than its manifest.
    package func plan(
        _ change: ServiceChange, of id: ServiceID, manifest: ModelManifest?, next: ModelManifest?
    ) async throws -> ServicePlan {
        try await plan(change, of: id, manifest: manifest, next: next, knowing: PlanFacts())
    }

    package func revisions(_ id: ServiceID) async throws -> [ServiceRevision] {
        throw unsupported("keep the revisions of a service", "Deploy the version that you want again.")
    }

    package func rollBack(_ id: ServiceID, to revision: String?) async throws -> Service {
        throw unsupported("go back to a revision", "Deploy the version that you want again.")
    }

    package func setTraffic(_ shares: [TrafficShare], of id: ServiceID) async throws -> Service {
        throw unsupported("divide traffic between revisions", "Deploy two services, and divide it before them.")
    }

    package func stop(_ id: ServiceID) async throws -> Service {
        throw unsupported("stop a service and keep it", "Delete it; its model stays.")
    }

    package func start(_ id: ServiceID) async throws -> Service {
        throw unsupported("start a service that was stopped", "Deploy it again.")
    }

    package func deletion(_ id: ServiceID) async throws -> ServiceDeletion {
        let service = try await service(id)
        return ServiceDeletion(
            goes: ["The service \(id)" + (service.url.map { " and its address \($0)" } ?? "")],
            stays: service.bucket.map { ["The model, in the bucket \($0)"] } ?? []
        )
    }

    private func unsupported(_ what: String, _ fix: String) -> Problem {
        Problem(.unsupported, "Not here", detail: "\(capabilities.name) cannot \(what)", fix: fix)
    }
}
