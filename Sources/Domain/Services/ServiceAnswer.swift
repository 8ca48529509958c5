/// What an engine answered to one question.
package struct ServiceAnswer: Sendable, Hashable {
    /// The text, or a short description of the embedding.
    package var text: String
    package var milliseconds: Int
    package var status: Int
    /// The engine's own JSON, as text.
    package var body: String
    /// The simulator's stand-in engine answered, not a model.
    package var isStandIn: Bool

    package init(text: String, milliseconds: Int, status: Int, body: String, isStandIn: Bool) {
        self.text = text
        self.milliseconds = milliseconds
        self.status = status
        self.body = body
        self.isStandIn = isStandIn
    }
}
