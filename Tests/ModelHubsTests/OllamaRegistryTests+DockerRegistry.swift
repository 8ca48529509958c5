import Digests
import Domain
import Foundation
import ModelHubs
import NIOCore
import Outbound
import TestSupport
import Testing

/// Our client against Debian's docker-registry, which knows nothing of us.
extension OllamaRegistryTests {
    @Test func `an image pushed to docker-registry is read back byte for byte`() async throws {
        let root = NSTemporaryDirectory() + "registry-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: root) }
        let peer = try PeerProgram("/usr/bin/docker-registry", install: "apt-get install docker-registry") { port in
            let settings = """
                version: 0.1
                storage: {filesystem: {rootdirectory: \(root)/data}}
                http: {addr: "127.0.0.1:\(port)"}
                """
            try settings.write(toFile: root + "/registry.yml", atomically: true, encoding: .utf8)
            return ["serve", root + "/registry.yml"]
        }
        try await peer.waitUntilReady()
        let client = OutboundClient(transport: NIOTransport())
        defer { peer.stop() }
        let base = peer.base
        do {
            let weights = HubFixture.gguf + DeterministicBytes.make(100_000)
            let config = Array(#"{"model_family":"llama","file_type":"Q4_0"}"#.utf8)
            let manifest = """
                {"schemaVersion":2,  "mediaType":"application/vnd.docker.distribution.manifest.v2+json",
                 "config":{"mediaType":"application/vnd.docker.container.image.v1+json",\
                "digest":"\(Self.digest(config))","size":\(config.count)},
                 "layers":[{"mediaType":"application/vnd.ollama.image.model",\
                "digest":"\(Self.digest(weights))","size":\(weights.count)}]}
                """
            for blob in [config, weights] { try await Self.push(blob, to: base, client) }
            let put = try await client.send(
                OutboundRequest(
                    .put, "\(base)/v2/library/tiny/manifests/latest",
                    headers: ["Content-Type": "application/vnd.docker.distribution.manifest.v2+json"],
                    body: .bytes(ByteBuffer(string: manifest))
                )
            )
            #expect(put.status == 201)
            let registry = try ModelHubs.OllamaRegistry(client: client, endpoints: ["registry.ollama.ai": base])
            let reference = try ModelReference(parsing: "ollama:tiny")
            let model = try await registry.resolve(reference, token: nil)
            #expect(model.files.last?.inline == Array(manifest.utf8))
            #expect(model.pin == Self.digest(Array(manifest.utf8)))
            let suite = ModelSourceConformance(
                registry, reference: reference, unknown: try ModelReference(parsing: "ollama:nothing"),
                foreign: try ModelReference(parsing: "hf:demo/tiny")
            )
            for check in ModelSourceConformance.Check.allCases {
                do { try await suite.run(check) } catch { Issue.record("\(check): \(error)") }
            }
        } catch {
            Issue.record(error)
        }
        try await client.shutdown()
    }

    private static func digest(_ bytes: [UInt8]) -> String {
        var sum = SHA256()
        sum.update(bytes)
        return "sha256:" + Hex.encode(sum.finalized())
    }

    /// The two steps of the distribution specification: begin an upload, then send it whole.
    private static func push(_ bytes: [UInt8], to base: String, _ client: OutboundClient) async throws {
        let begun = try await client.send(OutboundRequest(.post, "\(base)/v2/library/tiny/blobs/uploads/"))
        let location = try #require(begun.headers["Location"])
        let url = (location.hasPrefix("/") ? base + location : location) + "&digest=\(digest(bytes))"
        let put = try await client.send(
            OutboundRequest(
                .put, url, headers: ["Content-Type": "application/octet-stream"], body: .bytes(ByteBuffer(bytes: bytes))
            )
        )
        try #require(put.status == 201)
    }
}
