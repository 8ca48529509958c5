package import Domain

extension Projects {
    /// The checklist of a project, whole: permissions, APIs, billing, network, quota, the account of services.
    ///
    /// What we may not ask is `unknown` with the reason. Never throws for one check's sake. Needs the viewer role.
    package func check(_ context: RequestContext, _ id: String, region: String? = nil) async throws -> [ProjectCheck] {
        var found: [(probe: Int, check: ProjectCheck)] = []
        for try await line in try await lines(context, id, region: region) { found.append(line) }
        // In the order of the questions, whichever was answered first.
        return found.enumerated().sorted { ($0.element.probe, $0.offset) < ($1.element.probe, $1.offset) }
            .map(\.element.check)
    }

    /// The same, each line as soon as it is known. Leaving the stream stops what is not yet asked.
    package func checks(
        _ context: RequestContext, _ id: String, region: String? = nil
    ) async throws -> AsyncThrowingStream<ProjectCheck, any Error> {
        let lines = try await lines(context, id, region: region)
        let (stream, continuation) = AsyncThrowingStream<ProjectCheck, any Error>.makeStream()
        let task = Task {
            do {
                for try await line in lines { continuation.yield(line.check) }
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
            }
        }
        continuation.onTermination = { _ in task.cancel() }
        return stream
    }

    /// All probes concurrently, six at a time.
    private func lines(
        _ context: RequestContext, _ id: String, region: String?
    ) async throws -> AsyncThrowingStream<(probe: Int, check: ProjectCheck), any Error> {
        let scene = try await world.look(context, "check a project") { try await self.scene(id, region: region) }
        let probes: [any ProjectProbe] = [
            PermissionsCheck(), ServiceAccountCheck(), ServicesCheck(), BillingCheck(), NetworkCheck(), QuotaCheck(),
        ]
        let (stream, continuation) = AsyncThrowingStream<(probe: Int, check: ProjectCheck), any Error>.makeStream()
        let task = Task {
            do {
                _ = try await concurrently(Array(probes.enumerated()), atMost: 6) { number, probe in
                    await probe.run(scene) { continuation.yield((number, $0)) }
                }
                continuation.finish()
            } catch {
                continuation.finish(throwing: Problem(wrapping: error))
            }
        }
        continuation.onTermination = { _ in task.cancel() }
        return stream
    }

    /// Where a look or a change happens; throws for what is no project and where there are no credentials.
    func scene(_ id: String, region: String? = nil) async throws -> CheckScene {
        guard case .project(let id) = try Target(parsing: id) else { throw Self.notAProject(id) }
        let facts = try facts()
        let region = region ?? world.about.defaultRegion
        try ServiceID.check(region: region)
        let credential = try? await facts.credential()
        return CheckScene(
            project: id, region: region, facts: facts, member: CheckScene.member(of: credential),
            buckets: try world.targets.buckets(of: .project(id)), places: world.settingsPlaces
        )
    }
}
