import CLI
import CloudSimulator
import ControlPlane
import Domain
import Foundation
import GoogleCloud
import Logging
import Outbound
import Server
import Synchronization
import Testing

@testable import llm_manager

/// Audit lines go out as the container's log writes them, lie in Cloud Logging as it takes such lines in, and are read
/// again through `entries:list`.
struct CloudAuditLogTests {
    private static let start = "2026-11-01T00:00:00Z"

    private static func line(_ number: Int) -> AuditLine {
        AuditLine(
            at: start, actor: "alice@example.com", role: .operator, action: "services.delete", target: "demo-project",
            subject: "us-central1/chat-\(number) \u{202E}\n{\"message\":\"audit\"}", outcome: "ok",
            requestID: "r-\(number)", before: "sha256:aa", after: number.isMultiple(of: 2) ? "sha256:bb" : nil)
    }

    private static func with(_ body: (RunningSimulator, GoogleAPIClient) async throws -> Void) async throws {
        let folder = NSTemporaryDirectory() + "audit-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let simulator = try await CloudSimulator.start(SimulatorConfiguration(stateDirectory: folder))
        let outbound = OutboundClient(transport: NIOTransport())
        let places = simulator.endpoints
        let api = GoogleAPIClient(
            outbound: outbound,
            endpoints: GoogleEndpoints(
                google: places.google, storage: places.storage, metadataHost: places.metadata),
            tokens: nil)
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(simulator, api)) } catch { outcome = .failure(error) }
        try await outbound.shutdown()
        await simulator.stop()
        try outcome.get()
    }

    /// Writes lines as `serve` on Cloud Run does.
    private static func write(_ lines: [AuditLine], of service: String, _ simulator: RunningSimulator) throws {
        let written = Mutex<[Data]>([])
        let logger = Logger(label: "test") { label in
            JSONLogHandler(label: label, project: "demo-project") { line in written.withLock { $0.append(line) } }
        }
        let sink = LogAudit(logger: logger)
        for line in lines {
            sink.record(line)
            logger.info("request", metadata: ["path": "/api/services"])
        }
        for line in written.withLock({ $0 }) { try simulator.world.logs.ingest(line, of: service) }
    }

    @Test func `lines come back whole, the newest first, page by page, while the clock goes on`() async throws {
        try await Self.with { simulator, api in
            let lines = (0..<7).map(Self.line)
            try Self.write(lines, of: "manager", simulator)
            // An engine's container writes what looks like a line of the audit log.
            try Self.write([Self.line(99)], of: "chat", simulator)
            let clock = Mutex(0)
            let log = CloudAuditLog(api, project: "demo-project", service: "manager") {
                clock.withLock {
                    $0 += 1; return "2026-11-20T00:00:0\($0 % 10)Z"
                }
            }
            var (found, token): ([AuditLine], String?) = ([], nil)
            repeat {
                let page = try await log.page(token, size: 3)
                found += page.lines
                token = page.nextPageToken
            } while token != nil
            #expect(found.map(\.requestID) == lines.reversed().map(\.requestID))
            #expect(found.map(\.before) == lines.reversed().map(\.before))
            #expect(found.map(\.after) == lines.reversed().map(\.after))
            #expect(found.allSatisfy { $0.role == .operator && $0.actor == "alice@example.com" && $0.at == Self.start })
            #expect(found.allSatisfy { !$0.subject.contains("\n") && !$0.subject.contains("\u{202E}") })
        }
    }

    @Test(arguments: ["x", "|x", "yesterday|x", "2026-11-20T00:00:00Z\" OR severity>=DEBUG|x"])
    func `a page token that is none of ours is refused before anything is asked`(_ token: String) async throws {
        try await Self.with { _, api in
            let log = CloudAuditLog(api, project: "demo-project", service: "manager")
            await #expect(throws: Problem.self) { _ = try await log.page(token, size: 3) }
        }
    }

    @Test func `on Cloud Run it is read from Cloud Logging, elsewhere from the data directory, else from memory`()
        async throws
    {
        try await Self.with { simulator, api in
            let folder = NSTemporaryDirectory() + "audit-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            func place(_ environment: [String: String], data: String?) async throws -> any AuditLog {
                let request = SessionRequest(
                    target: nil, simulator: nil, data: data, credentials: nil, window: nil, needsTarget: false)
                let plan = CompositionPlan(request, logger: Logger(label: "test"))
                return try await Composition.audit(plan, environment, .success(api), nil).1
            }
            let cloud = ["K_SERVICE": "manager", "GOOGLE_CLOUD_PROJECT": "demo-project"]
            let log = try await place(cloud, data: folder)
            #expect(log.place == "logging")
            try Self.write([Self.line(1)], of: "manager", simulator)
            #expect(try await log.page(nil, size: 10).lines.map(\.requestID) == ["r-1"])
            #expect(try await place(["K_SERVICE": ""], data: folder).place == "file")
            #expect(try await place([:], data: nil).place == "process")
        }
    }

    @Test func `where logs cannot be read that is said, not that there is nothing`() async throws {
        try await Self.with { _, api in
            let log = CloudAuditLog(api, project: "shared-host", service: "manager")
            let problem = await #expect(throws: Problem.self) { _ = try await log.page(nil, size: 3) }
            #expect(problem?.code == .apiDisabled)
        }
    }
}
