package import Domain
import NIOCore

extension Services {
    /// Sends one question to a service through its endpoint and times the answer. Needs the operator role: an answer
    /// wakes an engine, and that costs.
    ///
    /// - Throws: `engine-failed` when the engine answers with an error or with something that is no answer.
    package func ask(_ context: RequestContext, _ id: ServiceID, _ question: Question) async throws -> ServiceAnswer {
        try await world.change(context, "services.ask", of: id.description) {
            let (endpoint, engine) = try await engine(context, id)
            let request = engine.askRequest(
                servedName: endpoint.servedName, kind: endpoint.proof, question: question, stream: false
            )
            let clock = ContinuousClock()
            let start = clock.now
            let reply = try await world.endpoints.send(request, to: endpoint)
            let milliseconds = Int((clock.now - start) / .milliseconds(1))
            guard (200...299).contains(reply.status),
                let text = engine.answer(in: reply.body, kind: Self.kind(of: question, endpoint))
            else { throw Self.refusal(reply.status, reply.body, by: endpoint.engine, of: id) }
            return ServiceAnswer(
                text: text, milliseconds: milliseconds, status: reply.status, body: reply.body,
                isStandIn: reply.isStandIn
            )
        }
    }

    /// The same bit by bit: how long nothing has come, each piece, and how it went. Dropping the stream ends the
    /// question, at the engine too.
    package func converse(
        _ context: RequestContext, _ id: ServiceID, _ question: Question
    ) async throws -> AsyncThrowingStream<AnswerEvent, any Error> {
        let (endpoint, engine) = try await world.change(context, "services.ask", of: id.description) {
            try await self.engine(context, id)
        }
        let conversation = Conversation(
            engine: engine, endpoint: endpoint, question: question, caller: world.endpoints
        ) { status, body in Self.refusal(status, body, by: endpoint.engine, of: id) }
        return conversation.events()
    }

    private func engine(_ context: RequestContext, _ id: ServiceID) async throws -> (
        ServiceEndpoint, any ServingEngine
    ) {
        let endpoint = try await runtime(context).endpoint(id)
        guard let engine = world.engines[endpoint.engine] else {
            throw Problem(
                .unsupported, "Not an engine of this manager", detail: "\(endpoint.engine.rawValue) is not configured"
            )
        }
        return (endpoint, engine)
    }

    static func kind(of question: Question, _ endpoint: ServiceEndpoint) -> ProofKind {
        question.form(of: endpoint.proof) == .embedding ? .embedding : .generation
    }

    private static func refusal(_ status: Int, _ body: String, by engine: EngineKind, of id: ServiceID) -> Problem {
        Problem(
            .engineFailed, "The engine did not answer",
            detail: "\(id): \(engine.rawValue) answered \(status): \(SecretMask.masked(String(body.prefix(300))))",
            fix: status == 401 || status == 403
                ? "Calling a private service takes run.routes.invoke (roles/run.invoker)."
                : "Look into the service's logs.",
            isRetryable: status >= 500
        )
    }
}
