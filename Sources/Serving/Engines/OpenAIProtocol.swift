import Domain

/// The part of OpenAI's HTTP API that both engines speak: chat completions and embeddings.
enum OpenAIProtocol {
    static func proofRequest(servedName: String, kind: ProofKind) -> EngineRequest {
        switch kind {
        case .generation: chat(servedName, prompt: "Say one word.", maxTokens: 1, stream: false)
        case .embedding: embeddings(servedName, input: "proof")
        }
    }

    static func askRequest(servedName: String, kind: ProofKind, prompt: String, stream: Bool) -> EngineRequest {
        switch kind {
        case .generation: chat(servedName, prompt: prompt, maxTokens: nil, stream: stream)
        case .embedding: embeddings(servedName, input: prompt)
        }
    }

    /// A generated token (in the text, or counted: a reasoning model may give no visible text), or an embedding.
    static func isProof(status: Int, body: String, kind: ProofKind) -> Bool {
        guard (200..<300).contains(status) else { return false }
        switch kind {
        case .generation:
            guard let answer = JSONText.decode(ChatAnswer.self, from: body), !answer.choices.isEmpty else {
                return false
            }
            return (answer.usage?.completionTokens ?? 0) > 0 || answer.text.map { !$0.isEmpty } == true
        case .embedding:
            guard let answer = JSONText.decode(EmbeddingAnswer.self, from: body) else { return false }
            return answer.data.first.map { !$0.embedding.isEmpty } == true
        }
    }

    static func answer(in body: String, kind: ProofKind) -> String? {
        switch kind {
        case .generation:
            return JSONText.decode(ChatAnswer.self, from: body)?.text
        case .embedding:
            guard let vector = JSONText.decode(EmbeddingAnswer.self, from: body)?.data.first?.embedding else {
                return nil
            }
            let start = vector.prefix(4).map { String(($0 * 10_000).rounded() / 10_000) }
            return "\(vector.count) dimensions: [\(start.joined(separator: ", "))\(vector.count > 4 ? ", …" : "")]"
        }
    }

    private static func chat(_ model: String, prompt: String, maxTokens: Int?, stream: Bool) -> EngineRequest {
        let body = ChatBody(
            model: model, messages: [ChatBody.Message(role: "user", content: prompt)], maxTokens: maxTokens,
            stream: stream
        )
        return EngineRequest(method: "POST", path: "/v1/chat/completions", body: JSONText.encode(body))
    }

    private static func embeddings(_ model: String, input: String) -> EngineRequest {
        let body = EmbeddingBody(model: model, input: input)
        return EngineRequest(method: "POST", path: "/v1/embeddings", body: JSONText.encode(body))
    }

    private struct ChatBody: Encodable {
        var model: String
        var messages: [Message]
        var maxTokens: Int?
        var stream: Bool

        struct Message: Encodable {
            var role: String
            var content: String
        }

        enum CodingKeys: String, CodingKey {
            case model, messages, stream
            case maxTokens = "max_tokens"
        }
    }

    private struct EmbeddingBody: Encodable {
        var model: String
        var input: String
    }

    private struct ChatAnswer: Decodable {
        var choices: [Choice]
        var usage: Usage?

        var text: String? {
            guard let choice = choices.first else { return nil }
            return choice.message?.content ?? choice.message?.reasoning ?? choice.text
        }

        struct Choice: Decodable {
            var message: Message?
            var text: String?
        }

        struct Message: Decodable {
            var content: String?
            var reasoning: String?
        }

        struct Usage: Decodable {
            var completionTokens: Int?

            enum CodingKeys: String, CodingKey { case completionTokens = "completion_tokens" }
        }
    }

    private struct EmbeddingAnswer: Decodable {
        var data: [Item]

        struct Item: Decodable { var embedding: [Double] }
    }
}
