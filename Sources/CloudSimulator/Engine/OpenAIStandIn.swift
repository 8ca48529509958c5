import Foundation
import Hummingbird

/// The part of OpenAI's API that both engines speak.
struct OpenAIStandIn: Sendable {
    let model: String
    let dimensions: Int

    private static let created: JSONValue = 1_767_225_600

    /// `/v1/chat/completions`
    func chat(_ body: JSONValue) -> Response {
        let messages = body["messages"]?.array ?? []
        let question = messages.last { $0["role"] == "user" }.map { StandIn.text(of: $0["content"]) } ?? ""
        let prompt = messages.reduce(Int64(0)) { $0 + StandIn.tokens(StandIn.text(of: $1["content"])) }
        let limit = (body["max_completion_tokens"] ?? body["max_tokens"])?.int64.map { Int($0) }
        let reply = StandIn.reply(to: question, model: model, limit: limit)
        let usage = Self.usage(prompt: prompt, completion: Int64(reply.pieces.count))
        let finish: JSONValue = reply.isCut ? "length" : "stop"
        let id = "chatcmpl-" + Self.identifier(question)
        guard body["stream"]?.bool == true else {
            let message: JSONValue = ["role": "assistant", "content": .string(reply.pieces.joined())]
            let choice: JSONValue = ["index": 0, "message": message, "finish_reason": finish, "logprobs": .null]
            return .json(envelope(id, "chat.completion", choices: [choice], usage: usage))
                .counting(prompt, Int64(reply.pieces.count))
        }
        func chunk(_ delta: JSONValue, finish: JSONValue) -> JSONValue {
            let choice: JSONValue = ["index": 0, "delta": delta, "finish_reason": finish, "logprobs": .null]
            return envelope(id, "chat.completion.chunk", choices: [choice], usage: nil)
        }
        var chunks = [chunk(["role": "assistant", "content": ""], finish: .null)]
        chunks += reply.pieces.map { chunk(["content": .string($0)], finish: .null) }
        chunks.append(chunk([:], finish: finish))
        if body["stream_options"]?["include_usage"]?.bool == true {
            chunks.append(envelope(id, "chat.completion.chunk", choices: [], usage: usage))
        }
        return StandIn.events(chunks).counting(prompt, Int64(reply.pieces.count))
    }

    /// `/v1/completions`
    func complete(_ body: JSONValue) -> Response {
        let prompt = body["prompt"]?.string ?? body["prompt"]?.array?.first?.string ?? ""
        let reply = StandIn.reply(to: prompt, model: model, limit: body["max_tokens"]?.int64.map { Int($0) } ?? 16)
        let usage = Self.usage(prompt: StandIn.tokens(prompt), completion: Int64(reply.pieces.count))
        let finish: JSONValue = reply.isCut ? "length" : "stop"
        let id = "cmpl-" + Self.identifier(prompt)
        func choice(_ text: String, finish: JSONValue) -> JSONValue {
            ["index": 0, "text": .string(text), "finish_reason": finish, "logprobs": .null]
        }
        guard body["stream"]?.bool == true else {
            let whole = choice(reply.pieces.joined(), finish: finish)
            return .json(envelope(id, "text_completion", choices: [whole], usage: usage))
                .counting(StandIn.tokens(prompt), Int64(reply.pieces.count))
        }
        var chunks = reply.pieces.map { piece in
            envelope(id, "text_completion", choices: [choice(piece, finish: .null)], usage: nil)
        }
        chunks.append(envelope(id, "text_completion", choices: [choice("", finish: finish)], usage: nil))
        if body["stream_options"]?["include_usage"]?.bool == true {
            chunks.append(envelope(id, "text_completion", choices: [], usage: usage))
        }
        return StandIn.events(chunks).counting(StandIn.tokens(prompt), Int64(reply.pieces.count))
    }

    /// `/v1/embeddings`: numbers, or base64 of little-endian floats as OpenAI's own client asks for.
    func embed(_ body: JSONValue) -> Response {
        let texts = Self.inputs(body["input"])
        let base64 = body["encoding_format"] == "base64"
        let data: [JSONValue] = texts.enumerated().map { index, text in
            let vector = StandIn.embedding(text, dimensions: dimensions)
            let shown: JSONValue =
                base64 ? .string(Self.base64(vector)) : .array(vector.map { .number(Double($0)) })
            return ["object": "embedding", "index": .integer(Int64(index)), "embedding": shown]
        }
        let tokens = texts.reduce(Int64(0)) { $0 + StandIn.tokens($1) }
        return .json([
            "object": "list", "id": .string("embd-" + Self.identifier(texts.joined())), "created": Self.created,
            "model": .string(model), "data": .array(data),
            "usage": ["prompt_tokens": .integer(tokens), "total_tokens": .integer(tokens), "completion_tokens": 0],
        ]).counting(tokens, 0)
    }

    static func inputs(_ value: JSONValue?) -> [String] {
        if let text = value?.string { return [text] }
        return (value?.array ?? []).map { $0.string ?? String(buffer: $0.buffer) }
    }

    private static func base64(_ vector: [Float]) -> String {
        var data = Data()
        for number in vector {
            withUnsafeBytes(of: number.bitPattern.littleEndian) { data.append(contentsOf: $0) }
        }
        return data.base64EncodedString()
    }

    private func envelope(_ id: String, _ object: String, choices: [JSONValue], usage: JSONValue?) -> JSONValue {
        var value: JSONValue = [
            "id": .string(id), "object": .string(object), "created": Self.created, "model": .string(model),
            "choices": .array(choices),
        ]
        if let usage { value["usage"] = usage }
        return value
    }

    private static func usage(prompt: Int64, completion: Int64) -> JSONValue {
        [
            "prompt_tokens": .integer(prompt), "completion_tokens": .integer(completion),
            "total_tokens": .integer(prompt + completion),
        ]
    }

    private static func identifier(_ text: String) -> String {
        let hash = text.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
        return "simulator-" + String(hash, radix: 16)
    }
}
