import Domain
import Testing

@testable import Serving

struct OpenAIProtocolTests {
    @Test func `each form of a question goes to its own path`() {
        func path(_ question: Question, _ kind: ProofKind = .generation) -> String {
            OpenAIProtocol.askRequest(servedName: "m", kind: kind, question: question, stream: false).path
        }
        #expect(path(Question("a")) == "/v1/chat/completions")
        #expect(path(Question("a"), .embedding) == "/v1/embeddings")
        #expect(path(Question("a", form: .completion)) == "/v1/completions")
        #expect(path(Question("a", form: .embedding)) == "/v1/embeddings")
    }

    @Test func `a streamed question asks for the count of tokens`() {
        let question = Question(
            messages: [.init(role: "system", content: "be brief"), .init(role: "user", content: "a")], maxTokens: 7,
            temperature: 0.5)
        let request = OpenAIProtocol.askRequest(servedName: "m", kind: .generation, question: question, stream: true)
        #expect(
            request.body == #"{"max_tokens":7,"messages":[{"content":"be brief","role":"system"},"#
                + #"{"content":"a","role":"user"}],"model":"m","stream":true,"stream_options":{"include_usage":true},"#
                + #""temperature":0.5}"#)
        let whole = OpenAIProtocol.askRequest(
            servedName: "m", kind: .generation, question: Question("a", form: .completion), stream: false)
        #expect(whole.body == #"{"max_tokens":256,"model":"m","prompt":"a","stream":false}"#)
    }

    @Test(arguments: [
        (#"{"choices":[{"delta":{"content":"hel"}}]}"#, AnswerPiece(text: "hel")),
        (#"{"choices":[{"delta":{"reasoning_content":"hm"}}]}"#, AnswerPiece(thinking: "hm")),
        (#"{"choices":[{"delta":{"reasoning":"hm"}}]}"#, AnswerPiece(thinking: "hm")),
        (#"{"choices":[{"text":" lo","finish_reason":null}]}"#, AnswerPiece(text: " lo")),
        (#"{"choices":[{"delta":{},"finish_reason":"length"}]}"#, AnswerPiece(finish: "length")),
        (
            #"{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":9}}"#,
            AnswerPiece(promptTokens: 3, generatedTokens: 9)
        ),
    ])
    func `a piece is read from each engine's events`(data: String, piece: AnswerPiece) {
        #expect(OpenAIProtocol.piece(in: data) == piece)
    }

    @Test(arguments: ["", "{", "[1]", #"{"choices":[{"delta":{"role":"assistant","content":""}}]}"#])
    func `an event that brings nothing is none`(data: String) {
        #expect(OpenAIProtocol.piece(in: data) == nil)
    }
}
