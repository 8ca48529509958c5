import NIOCore
import Outbound
import TestSupport
import Testing

@testable import CloudSimulator

/// Each kind of fault, as a client on a socket meets it.
struct FaultMiddlewareTests {
    private static let content = StorageWire.faulty

    /// The next request for the bytes of `x` fails.
    private static func with(
        _ action: FaultAction, method: String = "GET", path: String = "/storage/v1/b/models/o/x",
        _ body: (StorageWire) async throws -> Void
    ) async throws {
        try await StorageWire.with(action, method: method, path: path) { wire in
            try await body(wire)
            // It was for one request: the next is as ever.
            #expect(try await wire.media("x").bytes == content)
        }
    }

    @Test func `status answers without the handler, with Retry-After and the API's error`() async throws {
        try await Self.with(FaultAction(.status, status: 503, retryAfter: 7)) { wire in
            let answer = try await wire.media("x")
            #expect(answer.status == 503)
            #expect(answer.headers["Retry-After"] == "7")
            #expect(answer.text.contains("backendError"))
        }
    }

    @Test func `status can have a body of its own`() async throws {
        try await Self.with(FaultAction(.status, status: 418, body: "short and stout")) { wire in
            let answer = try await wire.media("x")
            #expect(answer.status == 418)
            #expect(answer.text == "short and stout")
        }
    }

    @Test func `resetBeforeResponse cuts the connection and does nothing`() async throws {
        try await Self.with(FaultAction(.resetBeforeResponse), method: "DELETE") { wire in
            let code = await StorageWire.failure { _ = try await wire.send(.delete, "/storage/v1/b/models/o/x") }
            #expect(code == .connectionLost)
        }
    }

    @Test func `loseResponse does its work and cuts the connection`() async throws {
        try await Self.with(FaultAction(.loseResponse), method: "PATCH") { wire in
            let code = await StorageWire.failure {
                _ = try await wire.send(
                    .patch, "/storage/v1/b/models/o/x", ["Content-Type": "application/json"],
                    Array(#"{"contentType": "text/changed"}"#.utf8))
            }
            #expect(code == .connectionLost)
            let changed = try await wire.object("x")
            #expect(changed.member("contentType") == "text/changed")
        }
    }

    @Test func `resetAfterHead gives the head and no byte`() async throws {
        try await Self.with(FaultAction(.resetAfterHead)) { wire in
            var status: Int?
            var bytes = 0
            let code = await StorageWire.failure {
                let response = try await wire.client.send(
                    OutboundRequest(.get, wire.base + "/storage/v1/b/models/o/x?alt=media"))
                status = response.status
                for try await buffer in response.body { bytes += buffer.readableBytes }
            }
            #expect(code == .connectionLost || code == .truncated)
            // The head may be lost with the connection that was reset behind it.
            #expect(status == 200 || status == nil)
            #expect(bytes == 0)
        }
    }

    @Test func `truncate ends the body after the bytes that it names`() async throws {
        try await Self.with(FaultAction(.truncate, bytes: 1000)) { wire in
            var bytes: [UInt8] = []
            let code = await StorageWire.failure {
                let response = try await wire.client.send(
                    OutboundRequest(.get, wire.base + "/storage/v1/b/models/o/x?alt=media"))
                #expect(response.contentLength == 300_000)
                for try await buffer in response.body { bytes += buffer.readableBytesView }
            }
            #expect(code == .connectionLost || code == .truncated)
            #expect(bytes == Array(Self.content[..<1000]))
        }
    }

    @Test(arguments: [0, 70_000, 299_999])
    func `corrupt changes one byte and nothing else`(place: Int) async throws {
        try await Self.with(FaultAction(.corrupt, bytes: Int64(place))) { wire in
            var expected = Self.content
            expected[place] = ~expected[place]
            let got = try await wire.media("x").bytes
            #expect(got == expected)
        }
    }

    @Test func `corrupt on the request's side changes what is stored`() async throws {
        let upload = FaultAction(.corrupt, bytes: 3, side: .request)
        try await Self.with(upload, method: "PUT", path: "/upload/") { wire in
            let session = try await wire.begin("y")
            #expect(try await wire.put(session, "0-8/9", Array("123456789".utf8)).status == 200)
            let got = try await wire.media("y").bytes
            #expect(got == Array("123".utf8) + [~UInt8(ascii: "4")] + Array("56789".utf8))
        }
    }

    @Test func `after a stall the body goes on`() async throws {
        try await Self.with(FaultAction(.stall, bytes: 1000, seconds: 0.1)) { wire in
            let got = try await wire.media("x").bytes
            #expect(got == Self.content)
        }
    }

    @Test func `a stall holds the body back`() async throws {
        // It lasts an hour, so that whoever waits a second gives up first.
        try await Self.with(FaultAction(.stall, bytes: 1000, seconds: 3600)) { wire in
            var request = OutboundRequest(.get, wire.base + "/storage/v1/b/models/o/x?alt=media")
            request.timeouts = OutboundTimeouts(head: .seconds(600), stall: nil, total: .seconds(1))
            let late = request
            let code = await StorageWire.failure {
                _ = try await wire.client.send(late).collect(upTo: 1 << 20)
            }
            #expect(code == .timedOut)
        }
    }

    @Test func `the control listener sets and lifts faults, and has none itself`() async throws {
        try await StorageWire.with { wire, simulator in
            let control = simulator.endpoints.control
            let rule = #"{"count": null, "action": {"kind": "status", "status": 500}}"#
            let set = try await wire.send(
                .post, control + "/faults", ["Content-Type": "application/json"], Array(rule.utf8))
            #expect(set.status == 200)
            for _ in 1...3 { #expect(try await wire.object("x").status == 500) }
            #expect(try await wire.send(.get, control + "/faults").text.contains(#""fired":3"#))
            let wrong = try await wire.send(.post, control + "/faults", [:], Array(#"{"kind": "nonsense"}"#.utf8))
            #expect(wrong.status == 400)
            #expect(try await wire.send(.delete, control + "/faults").status == 204)
            #expect(try await wire.object("x").status == 404)
        }
    }
}
