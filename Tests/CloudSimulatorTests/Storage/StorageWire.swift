import CloudSimulator
import Foundation
import NIOCore
import Outbound
import TestSupport

/// The simulated Storage as a client on a socket sees it: one request at a time, nothing retried or hidden.
struct StorageWire: Sendable {
    /// What came back.
    struct Answer: Sendable {
        var status: Int
        var headers: OutboundHeaders
        var body: ByteBuffer

        var text: String { String(buffer: body) }
        var bytes: [UInt8] { Array(body.readableBytesView) }
        /// A member of a JSON answer, as text.
        func member(_ name: String) -> String? {
            let object = try? JSONSerialization.jsonObject(with: Data(body.readableBytesView)) as? [String: Any]
            return object?[name] as? String
        }
    }

    static let unit = 262_144

    let client: OutboundClient
    let base: String

    /// A simulator with the bucket `models`, for as long as `body` runs.
    static func with(_ body: (StorageWire, RunningSimulator) async throws -> Void) async throws {
        let state = NSTemporaryDirectory() + "storage-wire-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: state) }
        let simulator = try await CloudSimulator.start(
            SimulatorConfiguration(stateDirectory: state, limitsObjectWrites: false)
        )
        let wire = StorageWire(
            client: OutboundClient(transport: NIOTransport()), base: simulator.endpoints.storage)
        let outcome: Result<Void, any Error>
        do {
            try await wire.makeBucket()
            outcome = .success(try await body(wire, simulator))
        } catch {
            outcome = .failure(error)
        }
        try await wire.client.shutdown()
        await simulator.stop()
        try outcome.get()
    }

    func makeBucket() async throws {
        _ = try await send(
            .post, "/storage/v1/b?project=demo-project", ["Content-Type": "application/json"],
            Array(#"{"name": "models", "location": "US-CENTRAL1"}"#.utf8)
        )
    }

    /// - Parameter target: a path on the storage listener, or a whole URL.
    func send(
        _ method: OutboundRequest.Method, _ target: String, _ headers: OutboundHeaders = [:], _ body: [UInt8]? = nil
    ) async throws -> Answer {
        let url = target.hasPrefix("http") ? target : base + target
        var request = OutboundRequest(method, url, headers: headers)
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await client.send(request)
        let collected = try await response.collect(upTo: 64 << 20)
        return Answer(status: response.status, headers: response.headers, body: collected)
    }

    /// The URI of a new session.
    func begin(_ name: String, query: String = "", _ headers: OutboundHeaders = [:], _ metadata: String = "{}")
        async throws -> String
    {
        var headers = headers
        headers["Content-Type"] = "application/json; charset=UTF-8"
        let answer = try await send(
            .post, "/upload/storage/v1/b/models/o?uploadType=resumable&name=\(name)\(query)", headers,
            Array(metadata.utf8)
        )
        return answer.headers["Location"] ?? "status \(answer.status)"
    }

    /// A PUT to a session. `range` is what follows `bytes `.
    func put(_ session: String, _ range: String, _ body: [UInt8] = [], _ headers: OutboundHeaders = [:])
        async throws -> Answer
    {
        var headers = headers
        headers["Content-Range"] = "bytes \(range)"
        return try await send(.put, session, headers, body)
    }

    func object(_ name: String) async throws -> Answer { try await send(.get, "/storage/v1/b/models/o/\(name)") }
    func media(_ name: String) async throws -> Answer {
        try await send(.get, "/storage/v1/b/models/o/\(name)?alt=media")
    }

    /// How a request ends without an answer.
    static func failure(_ body: () async throws -> Void) async -> OutboundError.Code? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? OutboundError)?.code
        }
    }
}
