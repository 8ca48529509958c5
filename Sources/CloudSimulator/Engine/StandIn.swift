import Foundation
import Hummingbird
import NIOCore

/// What the stand-in engines say: the same answer to the same question, and plain about who speaks.
enum StandIn {
    /// The words of an answer, spaces included, cut at `limit`.
    static func reply(to question: String, model: String, limit: Int?) -> (pieces: [String], isCut: Bool) {
        let asked = question.split(whereSeparator: \.isWhitespace).prefix(12).joined(separator: " ")
        let text =
            "This is the simulator's stand-in engine answering for \(model), not a language model. "
            + "You asked: \"\(asked)\"."
        let words = text.split(separator: " ").enumerated().map {
            $0.offset == 0 ? String($0.element) : " " + $0.element
        }
        guard let limit, limit < words.count else { return (words, false) }
        return (Array(words.prefix(limit)), true)
    }

    /// About as many tokens as the text has words.
    static func tokens(_ text: String) -> Int64 {
        Int64(text.split(whereSeparator: \.isWhitespace).count)
    }

    /// A vector of length one that depends on the text alone.
    static func embedding(_ text: String, dimensions: Int) -> [Float] {
        let seed = text.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
        var random = SplitMix64(state: seed)
        let numbers = (0..<dimensions).map { _ in random.unit() * 2 - 1 }
        let length = numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return numbers.map { Float($0 / max(length, .leastNonzeroMagnitude)) }
    }

    /// Text of the messages of a chat: strings, or lists of parts.
    static func text(of content: JSONValue?) -> String {
        if let text = content?.string { return text }
        return (content?.array ?? []).compactMap { $0["text"]?.string }.joined(separator: " ")
    }

    static func text(_ text: String, status: HTTPResponse.Status = .ok, type: String = "text/plain; charset=utf-8")
        -> Response
    {
        Response(status: status, headers: [.contentType: type], body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    /// A body that is sent piece by piece, as an engine generates it.
    static func stream(_ pieces: [String], type: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: type, .cacheControl: "no-cache"],
            body: ResponseBody { writer in
                for (index, piece) in pieces.enumerated() {
                    // A token takes its time; without a pause a reader could not tell a stream from a whole answer.
                    if index > 0 { try await Task.sleep(for: .milliseconds(4)) }
                    try await writer.write(ByteBuffer(string: piece))
                }
                try await writer.finish(nil)
            }
        )
    }

    /// Events of a stream in OpenAI's form, the last one `[DONE]`.
    static func events(_ values: [JSONValue]) -> Response {
        let events = values.map { "data: " + String(buffer: $0.buffer) + "\n\n" }
        return stream(events + ["data: [DONE]\n\n"], type: "text/event-stream; charset=utf-8")
    }

    /// Lines of a stream in Ollama's form.
    static func lines(_ values: [JSONValue]) -> Response {
        stream(values.map { String(buffer: $0.buffer) + "\n" }, type: "application/x-ndjson")
    }
}

extension Response {
    /// Notes the tokens of an answer for the meter; ``TokenCount`` takes the note off before the answer goes out.
    func counting(_ prompt: Int64, _ generated: Int64) -> Response {
        var response = self
        response.headers[named: TokenCount.field] = "\(prompt)/\(generated)"
        return response
    }
}

/// Tokens that an answer read and made.
struct TokenCount: Sendable {
    static let none = TokenCount()

    static let field = "x-llm-manager-simulator-tokens"

    var prompt = 0
    var generated = 0

    init() {}

    /// Takes the note off the answer.
    init(takenFrom response: inout Response) {
        let numbers = response.headers[named: Self.field]?.split(separator: "/").compactMap { Int($0) } ?? []
        response.headers[named: Self.field] = nil
        guard numbers.count == 2 else { return }
        (prompt, generated) = (numbers[0], numbers[1])
    }
}
