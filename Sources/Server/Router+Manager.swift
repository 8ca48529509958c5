import ControlPlane
import Hummingbird

extension Router where Context == ServerContext {
    /// The whole server as a router: middlewares from the outside in, then every operation.
    static func manager(_ controlPlane: ControlPlane, settings: ServerSettings, gate: any Gate) throws -> Router {
        let metrics = ServerMetrics()
        let operations = Operation.all(controlPlane, settings: settings, metrics: metrics)
        let document = try OpenAPIDocument(
            operations, version: controlPlane.dependencies.about.version, access: settings.access
        ).serialized()
        let console = try Console(webRoot: settings.webRoot)
        let router = Router(context: ServerContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestIDMiddleware())
        router.add(middleware: LogMiddleware(metrics: metrics))
        router.add(middleware: SecurityHeadersMiddleware())
        router.add(middleware: ProblemMiddleware())
        router.add(middleware: PlainRequestMiddleware())
        let limiter = settings.rules.requestsPerSecond.map { RateLimiter(perSecond: $0) }
        let roots = operations.compactMap { $0.path.split(separator: "/").first.map(String.init) }
        router.add(
            middleware: AccessMiddleware(gate: gate, limiter: limiter, counted: Set(roots + [EngineDoor.root])))
        router.add(middleware: FallbackMiddleware(operations: operations, console: console))
        for operation in operations {
            let limit = Operation.BodyLimit(bytes: settings.bodyLimit, time: settings.limits.body)
            router.on(operation.routerPath, method: operation.method) { request, context in
                try await operation.respond(
                    to: request, context, bodyLimit: limit, patience: settings.limits.patience)
            }
        }
        let door = EngineDoor(controlPlane)
        for method in EngineDoor.methods {
            router.on(EngineDoor.path, method: method) { request, context in
                try await door.respond(to: request, context)
            }
        }
        router.get("api/openapi.json") { _, _ in Response.json(document) }
        return router
    }
}
