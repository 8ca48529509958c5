import CloudSimulator
import Domain
import ModelHubs
import Outbound
import TestSupport
import Testing

/// File lists: in pages, and with everything in them that a hub must not be believed.
extension HuggingFaceHubTests {
    @Test(arguments: [1, 2, 3, 100])
    func `a file list is read to its last page`(_ size: Int) async throws {
        try await HubFixture.with(configure: { $0.treePageSize = size }) { fixture in
            let model = try await fixture.huggingFace.resolve(try ModelReference(parsing: "hf:demo/tiny"), token: nil)
            let files = ["README.md", "config.json", "model.safetensors", "pytorch_model.bin", "tokenizer.json"]
            #expect(model.files.map(\.path).sorted() == files)
            let pages = fixture.requests(at: .huggingface).filter { $0.target.contains("/tree/") }
            #expect(pages.count == (files.count + size - 1) / size)
        }
    }

    private static let commit = String(repeating: "a", count: 40)

    /// A hub whose file list is one text, with a link to a next page or without.
    private static func resolve(_ list: String, next: String? = nil) async throws -> SourceModel {
        let transport = OutboundFakeTransport { request, _ in
            guard request.url.contains("/tree/") else {
                return .fake(200, #"{"id": "demo/x", "sha": "\#(commit)"}"#, url: request.url)
            }
            let link: OutboundHeaders = next.map { ["Link": "<\($0)>; rel=\"next\""] } ?? [:]
            return .fake(200, list, headers: link, url: request.url)
        }
        let client = OutboundClient(transport: transport, pacer: OutboundTestPacer().pacer)
        let hub = try HuggingFaceHub(client: client, endpoint: "https://hub.example")
        return try await hub.resolve(try ModelReference(parsing: "hf:demo/x"), token: nil)
    }

    private static func entry(_ path: String) -> String {
        #"{"type": "file", "path": "\#(path)", "size": 3, "oid": "\#(commit)"}"#
    }

    @Test(arguments: [
        "../../etc/passwd", "/etc/passwd", "a/../../b", #"a\\b"#, #"a\u0000b"#, #"a\nb"#, "a//b", "./a", "a/.",
        String(repeating: "x", count: 1025),
    ])
    func `one hostile name refuses the whole model`(_ path: String) async throws {
        let list = "[\(Self.entry("config.json")), \(Self.entry(path))]"
        let problem = await #expect(throws: Problem.self) { try await Self.resolve(list) }
        #expect(problem?.code == .unsupportedModel)
        #expect(problem?.detail.unicodeScalars.allSatisfy { $0.value >= 32 } == true)
        #expect(problem?.detail.count ?? 0 < 400)
    }

    @Test func `a file without a digest that can be checked refuses the model`() async throws {
        for digest in [#""oid": "../x""#, #""oid": "abc""#, #""lfs": {"oid": "zz", "size": 3}"#, #""size": 3"#] {
            let problem = await #expect(throws: Problem.self) {
                try await Self.resolve(#"[{"type": "file", "path": "config.json", \#(digest)}]"#)
            }
            #expect(problem?.code == .sourceUnavailable, "\(digest)")
        }
    }

    @Test func `a next page on another host is not asked for`() async throws {
        let problem = await #expect(throws: Problem.self) {
            try await Self.resolve("[\(Self.entry("config.json"))]", next: "https://evil.example/api?page=2")
        }
        #expect(problem?.code == .sourceUnavailable)
        #expect(problem?.detail.contains("evil.example") == true)
    }

    @Test func `a list whose next page is itself ends with a problem`() async throws {
        let problem = await #expect(throws: Problem.self) {
            try await Self.resolve("[]", next: "https://hub.example/api/models/demo/x/tree/again")
        }
        #expect(problem?.code == .sourceUnavailable)
    }
}
