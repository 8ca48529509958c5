import Foundation
import Outbound
import TestSupport
import Testing

@testable import CloudSimulator

struct CloudSimulatorTests {
    /// `llm-manager simulate` in a process of its own, on a state directory, until `body` has killed or left it.
    private static func withProcess(
        _ state: String, _ client: OutboundClient, _ body: (StorageWire, PeerProgram) async throws -> Void
    ) async throws {
        // Free ports (a row of fixed ones may be taken by another test): the file says which, when all listen.
        try? FileManager.default.removeItem(atPath: state + "/endpoints.json")
        let process = try PeerProgram(
            ".build/debug/llm-manager", install: "swift build", arguments: { _ in ["simulate", "--state", state] }
        )
        defer { process.stop() }
        let endpoints = try await endpoints(in: state)
        try await body(StorageWire(client: client, base: endpoints.storage), process)
    }

    private static func endpoints(in state: String) async throws -> SimulatorEndpoints {
        let file = URL(fileURLWithPath: state + "/endpoints.json")
        let deadline = ContinuousClock.now + .seconds(120)
        while true {
            if let data = try? Data(contentsOf: file),
                let endpoints = try? JSONDecoder().decode(SimulatorEndpoints.self, from: data)
            {
                return endpoints
            }
            guard ContinuousClock.now < deadline else { throw PeerProgram.Missing(description: "no endpoints.json") }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    @Test func `killing the process loses no object, no session and no part`() async throws {
        let state = NSTemporaryDirectory() + "killed-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: state) }
        let client = OutboundClient(transport: NIOTransport())
        let unit = StorageWire.unit
        let content = DeterministicBytes.make(2 * unit + 10)
        var session = ""
        var upload = ""
        var etag = ""
        var generation: String?
        do {
            try await Self.withProcess(state, client) { wire, process in
                try await wire.makeBucket()
                let made = try await wire.put(try await wire.begin("done"), "0-2/3", [1, 2, 3])
                generation = made.member("generation")
                session = try await wire.begin("big", [:], #"{"metadata": {"k": "v"}}"#)
                let part = try await wire.put(session, "0-\(unit - 1)/\(content.count)", Array(content[..<unit]))
                #expect(part.status == 308)
                let begun = try await wire.send(.post, "/models/parts?uploads", ["Content-Length": "0"])
                upload = try #require(begun.text.firstMatch(of: /<UploadId>([^<]+)</).map { String($0.1) })
                let stored = try await wire.send(
                    .put, "/models/parts?partNumber=1&uploadId=\(upload)", [:], [7, 8])
                etag = try #require(stored.headers["ETag"])
                process.stop()
            }
            try await Self.withProcess(state, client) { wire, _ in
                #expect(generation != nil)
                #expect(try await wire.object("done").member("generation") == generation)
                #expect(try await wire.media("done").bytes == [1, 2, 3])

                // The session's URI names the old port; a client would ask again at the same address.
                let path = try #require(session.firstRange(of: "/upload/")).lowerBound
                let resumed = wire.base + session[path...]
                let status = try await wire.put(resumed, "*/\(content.count)")
                #expect(status.status == 308)
                #expect(status.headers["Range"] == "bytes=0-\(unit - 1)")
                let rest = try await wire.put(
                    resumed, "\(unit)-\(content.count - 1)/\(content.count)", Array(content[unit...]))
                #expect(rest.status == 200)
                #expect(try await wire.media("big").bytes == content)
                #expect(try await wire.object("big").text.contains(#""k":"v""#))

                let list =
                    "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\(etag)</ETag></Part>"
                    + "</CompleteMultipartUpload>"
                let whole = try await wire.send(.post, "/models/parts?uploadId=\(upload)", [:], Array(list.utf8))
                #expect(whole.status == 200)
                #expect(try await wire.media("parts").bytes == [7, 8])
            }
        } catch {
            try await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }
}
