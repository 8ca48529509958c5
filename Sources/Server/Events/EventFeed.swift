import API
import ControlPlane
import Domain

/// Looks for news of imports and services while somebody listens, and tells what has changed.
struct EventFeed: Sendable {
    var controlPlane: ControlPlane
    var about: Domain.RequestContext
    var topics: Set<EventRoutes.Topic>
    var importsInterval: Duration
    var servicesInterval: Duration

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
        while !Task.isCancelled {
            for snapshot in (try? await controlPlane.imports.running(about)) ?? [] where told[snapshot.id] != snapshot.version {
                told[snapshot.id] = snapshot.version
                if let event = try? ServerEvent(snapshot) { continuation.yield(event) }
            }
            try? await Task.sleep(for: importsInterval)
        }
    }

    /// A failed look is told as a problem, once, and tried again.
    private func followServices(_ continuation: EventStream.Events.Continuation) async {
        var told: [Domain.Service]?
        var toldProblem: Problem?
        while !Task.isCancelled {
            do {
                let services = try await controlPlane.services.list(about)
                if services != told {
                    let list = ServiceList(services: services.map(ServiceView.init))
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
            try? await Task.sleep(for: servicesInterval)
        }
    }
}
