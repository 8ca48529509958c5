/// What is asked of an engine.
package struct Question: Sendable, Hashable {
    package enum Form: String, Sendable, Hashable, Codable, CaseIterable {
        /// A conversation.
        case chat
        /// A text that the model goes on with.
        case completion
        /// A text that becomes a vector.
        case embedding
    }

    package struct Message: Sendable, Hashable, Codable {
        /// `system`, `user` or `assistant`.
        package var role: String
        package var content: String

        package init(role: String, content: String) {
            self.role = role
            self.content = content
        }
    }

    /// nil: a conversation, or an embedding where that is what the model makes.
    package var form: Form?
    /// The last one is the question; of a completion and an embedding only its text counts.
    package var messages: [Message]
    /// Tokens of the answer at most; nil: the engine's own limit.
    package var maxTokens: Int?
    package var temperature: Double?

    package init(form: Form? = nil, messages: [Message], maxTokens: Int? = nil, temperature: Double? = nil) {
        self.form = form
        self.messages = messages
        self.maxTokens = maxTokens
        self.temperature = temperature
    }

    package init(_ prompt: String, form: Form? = nil) {
        self.init(form: form, messages: [Message(role: "user", content: prompt)])
    }

    package var prompt: String { messages.last?.content ?? "" }

    /// The form, where nobody has chosen one.
    package func form(of kind: ProofKind) -> Form { form ?? (kind == .embedding ? .embedding : .chat) }
}

/// A piece of an answer that comes bit by bit.
package struct AnswerPiece: Sendable, Hashable {
    package var text: String
    /// What a reasoning model thinks before it answers.
    package var thinking: String
    package var finish: String?
    package var promptTokens: Int?
    package var generatedTokens: Int?

    package init(
        text: String = "", thinking: String = "", finish: String? = nil, promptTokens: Int? = nil,
        generatedTokens: Int? = nil
    ) {
        self.text = text
        self.thinking = thinking
        self.finish = finish
        self.promptTokens = promptTokens
        self.generatedTokens = generatedTokens
    }
}

/// A step of an answer.
package enum AnswerEvent: Sendable, Hashable {
    /// Nothing has come yet, after so many seconds: an instance is probably starting.
    case waiting(seconds: Int)
    /// The engine has begun to answer.
    case began(milliseconds: Int, isStandIn: Bool)
    case piece(AnswerPiece)
    case ended(AnswerSummary)
}

/// How an answer went.
package struct AnswerSummary: Sendable, Hashable, Codable {
    package var text: String
    package var milliseconds: Int
    /// Until the first token had come; nil for an answer that came whole.
    package var firstTokenMilliseconds: Int?
    package var promptTokens: Int?
    package var generatedTokens: Int?
    /// Of the time after the first token.
    package var tokensPerSecond: Double?
    /// `stop`, `length`…, as the engine says it.
    package var finish: String?
    package var isStandIn: Bool

    package init(
        text: String, milliseconds: Int, firstTokenMilliseconds: Int? = nil, promptTokens: Int? = nil,
        generatedTokens: Int? = nil, tokensPerSecond: Double? = nil, finish: String? = nil, isStandIn: Bool
    ) {
        self.text = text
        self.milliseconds = milliseconds
        self.firstTokenMilliseconds = firstTokenMilliseconds
        self.promptTokens = promptTokens
        self.generatedTokens = generatedTokens
        self.tokensPerSecond = tokensPerSecond
        self.finish = finish
        self.isStandIn = isStandIn
    }
}
