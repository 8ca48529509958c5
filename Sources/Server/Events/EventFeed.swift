import API
import ControlPlane
import Domain

/// Looks for news of imports and services while somebody listens, and tells what has changed.
///
/// Imports of this process are read from its own memory, often; those of other processes by listing the buckets'
/// journals, seldom, and once for all who listen.
struct EventFeed: Sendable {
    var controlPlane: ControlPlane
    var about: Domain.RequestContext
    var topics: Set<EventRoutes.Topic>
    /// How often this process' own imports are looked at.
    var importsInterval: Duration
    /// How often the buckets' journals and the services are listed.
    var listInterval: Duration
    var looks: Looks
    var encoded: ImportEvents

    /// What all feeds of a server share.
    struct Looks: Sendable {
        var imports: SharedLook<ImportListing>
        let endings = ImportEndings()
        var services: SharedLook<ServiceListing>

        init(every interval: Duration) {
            imports = SharedLook(every: interval)
            services = SharedLook(every: interval)
        }
    }

    func events() -> EventStream.Events {
        let (stream, continuation) = EventStream.Events.makeStream()
        let task = Task {
            await withTaskGroup(of: Void.self) { group in
                if topics.contains(.imports) { group.addTask { await followImports(continuation) } }
                if topics.contains(.services) { group.addTask { await followServices(continuation) } }
            }
            continuation.finish()
        }
        continuation.onTermination = { _ in task.cancel() }
        return stream
    }

    private func followImports(_ continuation: EventStream.Events.Continuation) async {
        var told: [String: Int64] = [:]
        var listedAt: ContinuousClock.Instant?
        func tell(_ snapshot: ImportSnapshot) {
            told[snapshot.id] = snapshot.version
            if let event = try? encoded.event(snapshot) { continuation.yield(event) }
        }
        while !Task.isCancelled {
            for snapshot in (try? await controlPlane.imports.running(about)) ?? []
            where told[snapshot.id] != snapshot.version {
                tell(snapshot)
            }
            if listedAt.map({ .now - $0 >= listInterval }) ?? true {
                listedAt = .now
                for snapshot in await listedImports() where snapshot.version > told[snapshot.id] ?? .min {
                    tell(snapshot)
                }
            }
            try? await Task.sleep(for: importsInterval)
        }
    }

    /// What the buckets' journals hold, and how those ended that are gone from there; a bucket that cannot be read is
    /// told by the list of imports, not here.
    private func listedImports() async -> [ImportSnapshot] {
        let (imports, about, endings) = (controlPlane.imports, about, looks.endings)
        let listing = try? await looks.imports.value(of: about.target) {
            try await endings.complete(imports.list(about), of: about.target) { try await imports.ended(about, $0) }
        }
        return listing?.imports ?? []
    }

    /// A failed look is told as a problem, once, and tried again.
    private func followServices(_ continuation: EventStream.Events.Continuation) async {
        var told: ServiceListing?
        var toldProblem: Problem?
        while !Task.isCancelled {
            do {
                let services = try await listedServices()
                if services != told {
                    let list = ServiceList(services)
                    continuation.yield(try ServerEvent(name: "services", data: list, key: "services"))
                }
                (told, toldProblem) = (services, nil)
            } catch {
                let problem = Problem(wrapping: error)
                let view = ProblemView(problem, requestID: about.requestID)
                if problem != toldProblem, let event = try? ServerEvent(name: "problem", data: view, key: "problem") {
                    continuation.yield(event)
                }
                toldProblem = problem
            }
            try? await Task.sleep(for: listInterval)
        }
    }

    private func listedServices() async throws -> ServiceListing {
        let (controlPlane, about) = (controlPlane, about)
        return try await looks.services.value(of: about.target) { try await controlPlane.services.list(about) }
    }
}
