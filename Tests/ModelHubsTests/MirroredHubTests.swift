import CloudSimulator
import Domain
import Foundation
import ModelHubs
import NIOCore
import Outbound
import TestSupport
import Testing

@Suite struct MirroredHubTests {
    private static let commit = String(repeating: "a", count: 40)
    private static let digest = String(repeating: "b", count: 40)

    /// The hub `hub.example` and the mirrors `m1.example` (plain) and `m2.example` (trusted), all made of one closure.
    private static func hub(
        _ answer: @escaping @Sendable (_ host: String, OutboundRequest) throws -> OutboundResponse
    ) throws -> (hub: MirroredHub, transport: OutboundFakeTransport) {
        let transport = OutboundFakeTransport { request, _ in
            try answer(URL(string: request.url)?.host ?? "", request)
        }
        let client = OutboundClient(transport: transport, pacer: OutboundTestPacer().pacer)
        func one(_ host: String) throws -> ModelHubs.HuggingFaceHub {
            try ModelHubs.HuggingFaceHub(client: client, endpoint: "https://\(host)")
        }
        let mirrored = MirroredHub(
            try one("hub.example"),
            mirrors: [
                try .init(one("m1.example"), takesToken: false), try .init(one("m2.example"), takesToken: true),
            ]
        )
        return (mirrored, transport)
    }

    /// What a hub with one small model answers.
    private static func model(_ request: OutboundRequest, sha: String = commit) -> OutboundResponse {
        if request.url.contains("/tree/") {
            let list = #"[{"type": "file", "path": "model.safetensors", "size": 3, "oid": "\#(digest)"}]"#
            return .fake(200, list, url: request.url)
        }
        if request.url.contains("/resolve/") { return .fake(200, "abc", url: request.url) }
        return .fake(200, #"{"id": "demo/x", "sha": "\#(sha)"}"#, url: request.url)
    }

    private static func down(_ request: OutboundRequest) -> OutboundError {
        OutboundError(.connectFailed, method: request.method, url: request.url, cause: "refused")
    }

    private static func reference(_ text: String = "hf:demo/x") throws -> ModelReference {
        try ModelReference(parsing: text)
    }

    @Test func `a hub that answers is not mirrored, also when it refuses`() async throws {
        let (hub, transport) = try Self.hub { host, request in
            #expect(host == "hub.example")
            return .fake(404, #"{"error": "Repository not found"}"#, headers: ["X-Error-Code": "RepoNotFound"])
        }
        let problem = await #expect(throws: Problem.self) { try await hub.resolve(Self.reference(), token: nil) }
        #expect(problem?.code == .modelNotFound)
        #expect(Set(transport.requests.map { URL(string: $0.url)?.host }) == ["hub.example"])
    }

    @Test func `mirrors stand in for a hub that is out, and only a trusted one is given the token`() async throws {
        let (hub, transport) = try Self.hub { host, request in
            switch host {
            case "m2.example": Self.model(request)
            case "m1.example": .fake(503, url: request.url)
            default: throw Self.down(request)
            }
        }
        let model = try await hub.resolve(Self.reference(), token: Secret("hf_secret"))
        #expect(model.pin == Self.commit)
        let file = try #require(model.chosen.first)
        let before = transport.requests.count
        let stream = try await hub.open(file, of: model, range: nil, token: Secret("hf_secret"))
        #expect(String(buffer: try await stream.body.collect(upTo: 10)) == "abc")
        let later = transport.requests.dropFirst(before)
        #expect(!later.contains { $0.url.hasPrefix("https://hub.example") }, "a hub that is out is left alone")
        for request in transport.requests where request.url.hasPrefix("https://m1.example") {
            #expect(request.headers["Authorization"] == nil)
        }
        let trusted = transport.requests.filter { $0.url.hasPrefix("https://m2.example") }
        #expect(!trusted.isEmpty)
        #expect(trusted.allSatisfy { $0.headers["Authorization"] == "Bearer hf_secret" })
    }

    @Test func `bytes come from a mirror under the digests that the hub gave`() async throws {
        let (hub, _) = try Self.hub { host, request in
            if host == "hub.example", request.url.contains("/resolve/") { throw Self.down(request) }
            return Self.model(request)
        }
        let model = try await hub.resolve(Self.reference(), token: nil)
        let file = try #require(model.chosen.first)
        #expect(file.digest == .gitBlob(Self.digest))
        let stream = try await hub.open(file, of: model, range: nil, token: nil)
        #expect(String(buffer: try await stream.body.collect(upTo: 10)) == "abc")
    }

    @Test func `a mirror that has another commit than the one asked for is not believed`() async throws {
        let (hub, _) = try Self.hub { host, request in
            if host == "hub.example" { throw Self.down(request) }
            return Self.model(request, sha: String(repeating: "c", count: 40))
        }
        let problem = await #expect(throws: Problem.self) {
            try await hub.resolve(Self.reference("hf:demo/x@\(Self.commit)"), token: nil)
        }
        #expect(problem?.code == .networkUnreachable)
        #expect(problem?.detail.contains("m1.example: The hub has another commit") == true)
    }

    @Test func `when nobody answers, the hub's own failure is told, and it is asked again at once`() async throws {
        let (hub, transport) = try Self.hub { _, request in throw Self.down(request) }
        for _ in 0..<2 {
            let problem = await #expect(throws: Problem.self) { try await hub.search("x", limit: 1, token: nil) }
            #expect(problem?.code == .networkUnreachable)
            #expect(problem?.detail.contains("https://m2.example") == true)
        }
        let asked = transport.requests.filter { $0.url.hasPrefix("https://hub.example") }
        #expect(asked.count >= 2)
    }

    @Test(arguments: [
        ("http://mirror.example", false), ("http://10.0.0.8", false), ("http://localhost:8080", true),
        ("http://127.0.0.1:1", true), ("https://mirror.example", true),
    ])
    func `a token is never configured to travel in the clear`(address: String, isFine: Bool) async throws {
        let client = OutboundClient(transport: OutboundFakeTransport { _, _ in .fake() })
        let hub = try ModelHubs.HuggingFaceHub(client: client, endpoint: address)
        if isFine {
            _ = try MirroredHub.Mirror(hub, takesToken: true)
        } else {
            #expect(throws: Problem.self) { try MirroredHub.Mirror(hub, takesToken: true) }
        }
        _ = try MirroredHub.Mirror(hub, takesToken: false)
    }

    @Test func `a hub with mirrors keeps what every source keeps, here with the hub out`() async throws {
        try await HubFixture.with { fixture in
            let client = OutboundClient(transport: NIOTransport(), pacer: OutboundTestPacer().pacer)
            let source = MirroredHub(
                try ModelHubs.HuggingFaceHub(client: client, endpoint: "http://127.0.0.1:1"),
                mirrors: [try .init(fixture.huggingFace, takesToken: false)]
            )
            let conformance = ModelSourceConformance(
                source, reference: try Self.reference("hf:demo/tiny"),
                unknown: try Self.reference("hf:demo/nothing"), foreign: try Self.reference("ollama:tiny")
            )
            // What is not there or of another hub is told as the hub's outage here.
            let others: Set<ModelSourceConformance.Check> = [.unknownModel, .otherHubIsRefused]
            for check in ModelSourceConformance.Check.allCases where !others.contains(check) {
                do {
                    try await conformance.run(check)
                } catch {
                    Issue.record("\(check.rawValue): \(error)")
                }
            }
            try await client.shutdown()
        }
    }
}
