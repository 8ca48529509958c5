import Domain

/// The part of OpenAI's HTTP API that both engines speak: chat completions and embeddings.
enum OpenAIProtocol {
    static func proofRequest(servedName: String, kind: ProofKind) -> EngineRequest {
        switch kind {
        case .generation: chat(servedName, Question("Say one word."), maxTokens: 1, stream: false)
        case .embedding: embeddings(servedName, input: "proof")
        }
    }

    static func askRequest(
        servedName: String, kind: ProofKind, question: Question, stream: Bool
    ) -> EngineRequest {
        switch question.form(of: kind) {
        case .chat: chat(servedName, question, maxTokens: question.maxTokens, stream: stream)
        case .completion: completion(servedName, question, stream: stream)
        case .embedding: embeddings(servedName, input: question.prompt)
        }
    }

    /// One event's data of a streamed chat or completion.
    static func piece(in data: String) -> AnswerPiece? {
        guard let chunk = JSONText.decode(Chunk.self, from: data) else { return nil }
        let choice = chunk.choices?.first
        let piece = AnswerPiece(
            text: choice?.delta?.content ?? choice?.text ?? "",
            thinking: choice?.delta?.reasoning ?? choice?.delta?.reasoningContent ?? "", finish: choice?.finishReason,
            promptTokens: chunk.usage?.promptTokens, generatedTokens: chunk.usage?.completionTokens
        )
        return piece == AnswerPiece() ? nil : piece
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

    private static func chat(
        _ model: String, _ question: Question, maxTokens: Int?, stream: Bool
    ) -> EngineRequest {
        let body = ChatBody(
            model: model, messages: question.messages, maxTokens: maxTokens, temperature: question.temperature,
            stream: stream, streamOptions: stream ? StreamOptions() : nil
        )
        return EngineRequest(method: "POST", path: "/v1/chat/completions", body: JSONText.encode(body))
    }

    private static func completion(_ model: String, _ question: Question, stream: Bool) -> EngineRequest {
        let body = CompletionBody(
            model: model, prompt: question.prompt, maxTokens: question.maxTokens ?? 256,
            temperature: question.temperature, stream: stream, streamOptions: stream ? StreamOptions() : nil
        )
        return EngineRequest(method: "POST", path: "/v1/completions", body: JSONText.encode(body))
    }

    private static func embeddings(_ model: String, input: String) -> EngineRequest {
        let body = EmbeddingBody(model: model, input: input)
        return EngineRequest(method: "POST", path: "/v1/embeddings", body: JSONText.encode(body))
    }

    private struct ChatBody: Encodable {
        var model: String
        var messages: [Question.Message]
        var maxTokens: Int?
        var temperature: Double?
        var stream: Bool
        var streamOptions: StreamOptions?

        enum CodingKeys: String, CodingKey {
            case model, messages, temperature, stream
            case maxTokens = "max_tokens"
            case streamOptions = "stream_options"
        }
    }

    private struct CompletionBody: Encodable {
        var model: String
        var prompt: String
        /// OpenAI's own default is 16 tokens: too short to judge an answer by.
        var maxTokens: Int
        var temperature: Double?
        var stream: Bool
        var streamOptions: StreamOptions?

        enum CodingKeys: String, CodingKey {
            case model, prompt, temperature, stream
            case maxTokens = "max_tokens"
            case streamOptions = "stream_options"
        }
    }

    /// The last event counts the tokens.
    private struct StreamOptions: Encodable {
        var includeUsage = true

        enum CodingKeys: String, CodingKey { case includeUsage = "include_usage" }
    }

    private struct Chunk: Decodable {
        var choices: [Choice]?
        var usage: Usage?

        struct Choice: Decodable {
            var delta: Delta?
            var text: String?
            var finishReason: String?

            enum CodingKeys: String, CodingKey {
                case delta, text
                case finishReason = "finish_reason"
            }
        }

        struct Delta: Decodable {
            var content: String?
            var reasoning: String?
            var reasoningContent: String?

            enum CodingKeys: String, CodingKey {
                case content, reasoning
                case reasoningContent = "reasoning_content"
            }
        }

        struct Usage: Decodable {
            var promptTokens: Int?
            var completionTokens: Int?

            enum CodingKeys: String, CodingKey {
                case promptTokens = "prompt_tokens"
                case completionTokens = "completion_tokens"
            }
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
