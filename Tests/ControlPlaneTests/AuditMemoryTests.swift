import ControlPlane
import Domain
import Foundation
import TestSupport
import Testing

struct AuditMemoryTests {
    private static func line(_ number: Int) -> AuditLine {
        AuditLine(
            at: "2026-01-01T00:00:00Z", actor: "me", role: .admin, action: "models.delete", target: "my-project",
            subject: "\(number)", outcome: "ok", requestID: "r"
        )
    }

    private static func walk(_ log: some AuditLog, size: Int) async throws -> [String] {
        var (found, token): ([String], String?) = ([], nil)
        repeat {
            let page = try await log.page(token, size: size)
            found += page.lines.map(\.subject)
            token = page.nextPageToken
        } while token != nil
        return found
    }

    @Test func `pages give each line once, the newest first`() async throws {
        let log = AuditMemory()
        for number in 0..<25 { log.record(Self.line(number)) }
        #expect(try await Self.walk(log, size: 10) == (0..<25).reversed().map(String.init))
        await #expect(throws: Problem.self) { _ = try await log.page("x", size: 1) }
    }

    @Test func `a file keeps the lines for the next manager, and a torn line hurts no other`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "audit-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let first = try AuditFile(directory: folder)
        for number in 0..<3 { first.record(Self.line(number)) }
        let path = URL(filePath: folder).appending(path: "audit.jsonl")
        let handle = try FileHandle(forWritingTo: path)
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("{\"at\":\"2026\n".utf8))
        try handle.close()
        let second = try AuditFile(directory: folder)
        second.record(Self.line(3))
        #expect(try await Self.walk(second, size: 2) == ["3", "2", "1", "0"])
    }

    @Test func `a deploy's line carries what was there before and what comes after`() async throws {
        let world = FakeWorld()
        _ = try await world.controlPlane().buckets.create(world.admin, name: "new-bucket", location: "us-central1")
        let line = try #require(world.audit.lines.last)
        #expect(line.role == .admin)
        #expect(line.after?.hasPrefix("sha256:") == true)
        #expect(line.before == nil)
    }

    @Test func `only an admin reads the audit log`() async throws {
        let world = FakeWorld()
        let viewer = RequestContext(actor: "v", role: .operator, target: .local, requestID: "r")
        await #expect(throws: Problem.self) { _ = try await world.controlPlane().audit.page(viewer) }
        _ = try await world.controlPlane().audit.page(world.admin)
    }
}
