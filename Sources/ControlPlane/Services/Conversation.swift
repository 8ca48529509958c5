import Domain
import NIOCore

/// One question and its answer, as it comes.
struct Conversation: Sendable {
    var engine: any ServingEngine
    var endpoint: ServiceEndpoint
    var question: Question
    var caller: any EndpointCaller
    var refusal: @Sendable (Int, String) -> Problem
    /// An answer that takes longer than this to begin is told as waited for: a warm engine is quicker.
    private static let patience = 2
    private static let longestBody = 8 << 20

    func events() -> AsyncThrowingStream<AnswerEvent, any Error> {
        AsyncThrowingStream { continuation in
            let asking = Task {
                do {
                    try await ask { continuation.yield($0) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in asking.cancel() }
        }
    }

    private func ask(_ tell: @escaping @Sendable (AnswerEvent) -> Void) async throws {
        let streams = question.form(of: endpoint.proof) != .embedding
        let request = engine.askRequest(
            servedName: endpoint.servedName, kind: endpoint.proof, question: question, stream: streams
        )
        let clock = ContinuousClock()
        let start = clock.now
        let answer = try await waiting(tell) { try await caller.open(request, to: endpoint) }
        guard (200...299).contains(answer.status) else {
            let body = try? await answer.body.collect(upTo: Self.longestBody)
            throw refusal(answer.status, body.map { String(buffer: $0) } ?? "")
        }
        tell(.began(milliseconds: Self.milliseconds(clock.now - start), isStandIn: answer.isStandIn))
        guard streams, answer.header("content-type")?.contains("text/event-stream") == true else {
            let body = String(buffer: try await answer.body.collect(upTo: Self.longestBody))
            guard let text = engine.answer(in: body, kind: Services.kind(of: question, endpoint)) else {
                throw refusal(answer.status, body)
            }
            let took = Self.milliseconds(clock.now - start)
            return tell(.ended(AnswerSummary(text: text, milliseconds: took, isStandIn: answer.isStandIn)))
        }
        var sum = AnswerSummary(text: "", milliseconds: 0, isStandIn: answer.isStandIn)
        var pieces = 0
        var first: ContinuousClock.Instant?
        var lines = EventLines()
        reading: for try await buffer in answer.body {
            for data in try lines.feed(buffer) {
                if data == "[DONE]" { break reading }
                guard let piece = engine.piece(in: data) else { continue }
                if !piece.text.isEmpty || !piece.thinking.isEmpty {
                    pieces += 1
                    if first == nil { first = clock.now }
                }
                sum.text += piece.text
                sum.finish = piece.finish ?? sum.finish
                sum.promptTokens = piece.promptTokens ?? sum.promptTokens
                sum.generatedTokens = piece.generatedTokens ?? sum.generatedTokens
                tell(.piece(piece))
            }
        }
        try Task.checkCancellation()
        let end = clock.now
        sum.milliseconds = Self.milliseconds(end - start)
        sum.firstTokenMilliseconds = first.map { Self.milliseconds($0 - start) }
        // An engine that counts no tokens sends about one a piece.
        let tokens = sum.generatedTokens ?? pieces
        if let first, tokens > 1, end > first {
            sum.tokensPerSecond = Double(tokens - 1) / ((end - first) / .seconds(1))
        }
        tell(.ended(sum))
    }

    /// Tells each second that nothing has come yet.
    private func waiting<Value: Sendable>(
        _ tell: @escaping @Sendable (AnswerEvent) -> Void, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                var seconds = 0
                while true {
                    try await Task.sleep(for: .seconds(1))
                    seconds += 1
                    if seconds >= Self.patience { tell(.waiting(seconds: seconds)) }
                }
            }
            defer { group.cancelAll() }
            guard let value = try await group.next() ?? nil else { throw CancellationError() }
            return value
        }
    }

    private static func milliseconds(_ duration: Duration) -> Int { Int(duration / .milliseconds(1)) }
}
