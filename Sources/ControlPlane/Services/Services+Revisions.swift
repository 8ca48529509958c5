package import Domain

extension Services {
    /// A service's revisions, the newest first. Needs the viewer role.
    package func revisions(_ context: RequestContext, _ id: ServiceID) async throws -> [ServiceRevision] {
        try await world.look(context, "list revisions") {
            let runtime = try runtime(context)
            try require(runtime.capabilities.hasRevisions, "keep the revisions of a service", runtime)
            return try await runtime.revisions(id)
        }
    }

    /// Sends all traffic to an earlier revision that was ready; nil: the one before. Needs the operator role.
    package func rollBack(_ context: RequestContext, _ id: ServiceID, to revision: String? = nil) async throws
        -> Service
    {
        try await world.change(context, "services.rollback", of: id.description) {
            let runtime = try runtime(context)
            try require(runtime.capabilities.hasRevisions, "go back to a revision", runtime)
            await noteBefore(id, runtime)
            return try await runtime.rollBack(id, to: revision)
        }
    }

    /// Divides the traffic between revisions; the shares total 100. Needs the operator role.
    package func setTraffic(
        _ context: RequestContext, _ id: ServiceID, _ shares: [TrafficShare]
    ) async throws -> Service {
        try await world.change(context, "services.traffic", of: id.description) {
            try TrafficShare.check(shares)
            let runtime = try runtime(context)
            try require(runtime.capabilities.hasRevisions, "divide traffic between revisions", runtime)
            await noteBefore(id, runtime)
            return try await runtime.setTraffic(shares, of: id)
        }
    }
}
