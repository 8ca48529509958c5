import Hummingbird

/// Lets bodies flow at the listener's rate.
struct ThrottleMiddleware: RouterMiddleware {
    let listener: SimulatorListener
    let throttle: ThrottleController

    func handle(
        _ request: Request,
        context: SimulatorContext,
        next: (Request, SimulatorContext) async throws -> Response
    ) async throws -> Response {
        guard throttle.isThrottled(listener) else { return try await next(request, context) }
        return try await next(request.passing(effect()), context).passing(effect())
    }

    private func effect() -> BodyEffect {
        let (throttle, listener) = (throttle, listener)
        return BodyEffect { chunk, _ in
            try await throttle.pace(chunk.readableBytes, on: listener)
            return .init(chunk: chunk)
        }
    }
}
