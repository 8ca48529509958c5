package import Domain

/// `POST /api/services/ask`: one question through the service's endpoint.
package struct AskRequest: Sendable, Hashable, Codable {
    package var region: String
    package var name: String
    /// The question; or `messages`.
    package var prompt: String?
    /// A conversation whose last message is the question.
    package var messages: [Question.Message]?
    /// Left out: a conversation, or an embedding where that is what the model makes.
    package var form: Question.Form?
    /// Tokens of the answer at most.
    package var maxTokens: Int?
    package var temperature: Double?

    package init(
        region: String, name: String, prompt: String? = nil, messages: [Question.Message]? = nil,
        form: Question.Form? = nil, maxTokens: Int? = nil, temperature: Double? = nil
    ) {
        self.region = region
        self.name = name
        self.prompt = prompt
        self.messages = messages
        self.form = form
        self.maxTokens = maxTokens
        self.temperature = temperature
    }

    /// - Throws: `invalid-request` when nothing is asked, or more than one thing.
    package func question() throws(Problem) -> Question {
        let messages = messages ?? []
        guard (prompt == nil) != messages.isEmpty else {
            throw Problem(
                .invalidRequest, "Not a question", detail: "either ‘prompt’ or ‘messages’ is required, not both",
                fix: "Send \"prompt\": \"…\", or \"messages\" with role and content each."
            )
        }
        if let odd = messages.first(where: { !["system", "user", "assistant"].contains($0.role) }) {
            throw Problem(
                .invalidRequest, "Not a role", detail: "‘\(odd.role.prefix(50))’ speaks in no conversation",
                fix: "A role is one of system, user, assistant."
            )
        }
        let all = messages.isEmpty ? [Question.Message(role: "user", content: prompt ?? "")] : messages
        return Question(form: form, messages: all, maxTokens: maxTokens, temperature: temperature)
    }
}

/// One event of a streamed answer: `waiting`, `began`, `piece` or `ended`.
package struct AnswerEventView: Sendable, Hashable, Codable {
    /// With `waiting`: seconds in which nothing has come; an instance is probably starting.
    package var seconds: Int?
    /// With `began`: milliseconds until then.
    package var milliseconds: Int?
    package var text: String?
    /// What a reasoning model thinks before it answers.
    package var thinking: String?
    /// With `began`: the simulator's stand-in engine answers.
    package var standIn: Bool?
    package var summary: AnswerSummary?

    /// The event's name, and what it carries.
    package static func named(_ event: AnswerEvent) -> (name: String, view: AnswerEventView) {
        var view = AnswerEventView()
        switch event {
        case .waiting(let seconds):
            view.seconds = seconds
            return ("waiting", view)
        case .began(let milliseconds, let isStandIn):
            view.milliseconds = milliseconds
            view.standIn = isStandIn
            return ("began", view)
        case .piece(let piece):
            view.text = piece.text
            view.thinking = piece.thinking.isEmpty ? nil : piece.thinking
            return ("piece", view)
        case .ended(let summary):
            view.summary = summary
            return ("ended", view)
        }
    }
}
