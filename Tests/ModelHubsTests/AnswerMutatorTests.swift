import Domain
import Foundation
import ModelHubs
import Outbound
import TestSupport
import Testing

/// Answers of the hubs, changed in one place each; see `RecordedAnswerTests` of GoogleCloud.
struct AnswerMutatorTests {
    private static let seed = ProcessInfo.processInfo.environment["LLM_MANAGER_SEED"].flatMap { UInt64($0) } ?? 20261127
    private static let rounds = 200
    private static let commit = "5c38ec7c405ec4b44b94cc5a9bb96e735b38267a"
    private static let digest = String(repeating: "ab", count: 32)

    private static let info = """
        {"_id":"1","id":"o/n","modelId":"o/n","sha":"\(commit)","private":false,"gated":false,"disabled":false,"tags":\
        ["license:mit"],"downloads":12,"likes":3,"lastModified":"2026-01-01T00:00:00.000Z","pipeline_tag":\
        "text-generation","library_name":"transformers","cardData":{"license":"mit"},"config":{"architectures":\
        ["LlamaForCausalLM"],"model_type":"llama"},"safetensors":{"parameters":{"BF16":100},"total":100},"siblings":\
        [{"rfilename":"config.json"}]}
        """
    private static let tree = """
        [{"type":"directory","oid":"x","size":0,"path":"sub"},{"type":"file","oid":"\(commit)","size":20,"path":\
        "config.json"},{"type":"file","oid":"\(commit)","size":300,"lfs":{"oid":"\(digest)","size":300,"pointerSize":134},\
        "path":"model.safetensors","xetHash":"y"}]
        """
    private static let search = """
        [{"_id":"1","id":"o/n","gated":false,"pipeline_tag":"text-generation","library_name":"transformers","downloads":5,\
        "likes":2,"lastModified":"2026-01-01T00:00:00.000Z","safetensors":{"total":100}}]
        """
    private static let manifest = """
        {"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","config":{"mediaType":\
        "application/vnd.docker.container.image.v1+json","digest":"sha256:\(digest)","size":10},"layers":[{"mediaType":\
        "application/vnd.ollama.image.model","digest":"sha256:\(digest.reversed().map(String.init).joined())","size":20},\
        {"mediaType":"application/vnd.ollama.image.params","digest":"sha256:\(String(repeating: "c", count: 64))","size":3}]}
        """

    private static func client(_ answers: [(part: String, text: String)]) -> OutboundClient {
        let transport = OutboundFakeTransport { request, _ in
            let text = answers.first { request.url.contains($0.part) }?.text
            return text.map { .fake(200, $0, url: request.url) } ?? .fake(404, "{}", url: request.url)
        }
        return OutboundClient(transport: transport, pacer: OutboundTestPacer().pacer)
    }

    private static func check(_ text: String, _ read: (String) async throws -> Void) async throws {
        try await read(text)
        var mutator = AnswerMutator(seed: seed)
        for round in 0..<rounds {
            let mutation = try mutator.mutate(text)
            do {
                try await read(mutation.text)
            } catch let problem as Problem {
                #expect(problem.code == .sourceUnavailable || problem.code == .unsupportedModel, "\(problem)")
                #expect(mutation.change != .unknownField, "seed \(seed), round \(round), \(mutation): \(problem)")
            } catch {
                Issue.record("seed \(seed), round \(round), \(mutation): \(error)")
            }
        }
    }

    @Test func `a changed answer about a model is read, or refused in words`() async throws {
        try await Self.check(Self.info) { info in
            let hub = try HuggingFaceHub(
                client: Self.client([("/tree/", Self.tree), ("/revision/", info), ("/resolve/", "{}")]))
            let model = try await hub.resolve(try ModelReference(parsing: "hf:o/n"), token: nil)
            #expect(model.pin == Self.commit)
        }
    }

    @Test func `a changed file list is read whole, or refused in words`() async throws {
        try await Self.check(Self.tree) { tree in
            let hub = try HuggingFaceHub(
                client: Self.client([("/tree/", tree), ("/revision/", Self.info), ("/resolve/", "{}")]))
            let model = try await hub.resolve(try ModelReference(parsing: "hf:o/n"), token: nil)
            #expect(model.files.allSatisfy { $0.digest != nil })
        }
    }

    @Test func `a changed search answer is read, or refused in words`() async throws {
        try await Self.check(Self.search) { found in
            let hub = try HuggingFaceHub(client: Self.client([("/api/models?", found)]))
            _ = try await hub.search("x", limit: 5, token: nil)
        }
    }

    @Test func `a changed manifest of Ollama is read, or refused in words`() async throws {
        try await Self.check(Self.manifest) { manifest in
            let registry = try OllamaRegistry(client: Self.client([("/manifests/", manifest)]))
            let model = try await registry.resolve(try ModelReference(parsing: "ollama:llama3"), token: nil)
            #expect(model.pin.hasPrefix("sha256:"))
        }
    }

    @Test func `a manifest that is refused names its field`() async throws {
        let broken = Self.manifest.replacingOccurrences(of: "\"size\":20", with: "\"length\":20")
        let registry = try OllamaRegistry(client: Self.client([("/manifests/", broken)]))
        let problem = await #expect(throws: Problem.self) {
            try await registry.resolve(try ModelReference(parsing: "ollama:llama3"), token: nil)
        }
        #expect(problem?.detail.contains("layers.0.size") == true)
    }
}
