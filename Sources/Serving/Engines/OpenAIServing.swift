import Domain

/// An engine that speaks OpenAI's HTTP API. Its health path is taken to answer only when the weights are loaded; one that
/// answers earlier has a `loadRequest` of its own.
protocol OpenAIServing: ServingEngine {}

extension OpenAIServing {
    package func loadRequest(servedName: String, kind: ProofKind) -> EngineRequest? { nil }

    package func proofRequest(servedName: String, kind: ProofKind) -> EngineRequest {
        OpenAIProtocol.proofRequest(servedName: servedName, kind: kind)
    }

    package func isProof(status: Int, body: String, kind: ProofKind) -> Bool {
        OpenAIProtocol.isProof(status: status, body: body, kind: kind)
    }

    package func askRequest(
        servedName: String, kind: ProofKind, question: Question, stream: Bool
    ) -> EngineRequest {
        OpenAIProtocol.askRequest(servedName: servedName, kind: kind, question: question, stream: stream)
    }

    package func piece(in data: String) -> AnswerPiece? { OpenAIProtocol.piece(in: data) }

    package func answer(in body: String, kind: ProofKind) -> String? { OpenAIProtocol.answer(in: body, kind: kind) }
}
