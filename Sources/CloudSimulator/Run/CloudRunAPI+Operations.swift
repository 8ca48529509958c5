import Foundation
import Hummingbird

extension CloudRunAPI {
    func addOperationRoutes(to router: Router<SimulatorContext>) {
        let parent = router.group("/v2/projects/:project/locations/:location/operations")
        parent.get(":operation") { request, context in
            _ = try QueryParameters(request, allowing: [])
            return Response.json(try operation(context).json)
        }
        parent.post(":operation") { request, context in
            _ = try QueryParameters(request, allowing: [])
            guard nameAndVerb(context, "operation").verb == "wait" else { throw Self.unknownVerb }
            let body = try await request.json(.object(["timeout": .string, "name": .string]))
            let timeout = body["timeout"]?.string.flatMap(RunQuantity.seconds) ?? 60
            return Response.json(try await wait(context, seconds: timeout).json)
        }
    }

    private func operation(_ context: SimulatorContext) throws -> RunOperation {
        let place = try place(context, permission: "run.operations.get")
        let id = nameAndVerb(context, "operation").name
        let name = "projects/\(place.project.id)/locations/\(place.region)/operations/\(id)"
        guard let operation = try store.current().operations[name] else {
            throw GoogleError.notFound("Operation \(name) was not found.")
        }
        return operation
    }

    /// Best effort, as the API says: an operation that is not done by then is given as it is.
    private func wait(_ context: SimulatorContext, seconds: Double) async throws -> RunOperation {
        let end = Date().addingTimeInterval(min(max(seconds, 0), 60))
        while true {
            let found = try operation(context)
            guard !found.isDone, Date() < end else { return found }
            let settles = try store.current().services[found.target]?.settlesAt ?? end
            let pause = max(0.001, min(settles, end).timeIntervalSinceNow)
            try await Task.sleep(for: .seconds(pause))
        }
    }
}
