package import Domain

extension Services {
    /// Sends one question to a service through its endpoint and times the answer. Needs the operator role: an answer
    /// wakes an engine, and that costs.
    ///
    /// - Throws: `engine-failed` when the engine answers with an error or with something that is no answer.
    package func ask(_ context: RequestContext, _ id: ServiceID, prompt: String) async throws -> ServiceAnswer {
        try await world.change(context, "services.ask", of: id.description) {
            let endpoint = try await runtime(context).endpoint(id)
            guard let engine = world.engines[endpoint.engine] else {
                throw Problem(
                    .unsupported, "Not an engine of this manager",
                    detail: "\(endpoint.engine.rawValue) is not configured"
                )
            }
            let request = engine.askRequest(
                servedName: endpoint.servedName, kind: endpoint.proof, prompt: prompt, stream: false
            )
            let clock = ContinuousClock()
            let start = clock.now
            let reply = try await world.endpoints.send(request, to: endpoint)
            let milliseconds = Int((clock.now - start) / .milliseconds(1))
            guard (200...299).contains(reply.status), let text = engine.answer(in: reply.body, kind: endpoint.proof)
            else { throw Self.refusal(reply, by: endpoint.engine, of: id) }
            return ServiceAnswer(
                text: text, milliseconds: milliseconds, status: reply.status, body: reply.body,
                isStandIn: reply.isStandIn
            )
        }
    }

    private static func refusal(_ reply: EndpointReply, by engine: EngineKind, of id: ServiceID) -> Problem {
        Problem(
            .engineFailed, "The engine did not answer",
            detail: "\(id): \(engine.rawValue) answered \(reply.status): \(reply.body.prefix(300))",
            fix: reply.status == 401 || reply.status == 403
                ? "Calling a private service takes run.routes.invoke (roles/run.invoker)."
                : "Look into the service's logs.",
            isRetryable: reply.status >= 500
        )
    }
}
