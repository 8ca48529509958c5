import CloudSimulator
import Domain
import Foundation
import Testing

@testable import Runtimes

struct CloudRunRuntimeLogsTests {
    private func write(_ fixture: CloudFixture, _ text: String, severity: String = "INFO", ago: TimeInterval = 0) throws
    {
        try fixture.simulator.world.logs.write(
            text, severity: severity, project: CloudFixture.project, log: "run.googleapis.com/stdout",
            resource: [
                "type": "cloud_run_revision",
                "labels": ["service_name": "mini", "location": "us-central1", "revision_name": "mini-00001-abc"],
            ],
            at: Date(timeIntervalSinceNow: -ago)
        )
    }

    @Test func `lines are chosen by severity, text, revision and time`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            try write(fixture, "quiet \"quoted\" line", ago: 5)
            try write(fixture, "out of memory", severity: "ERROR", ago: 4000)
            let grave = try await fixture.runtime.logs(fixture.id, LogQuery(severity: .error))
            #expect(grave.lines.map(\.text) == ["out of memory"])
            let quoted = try await fixture.runtime.logs(fixture.id, LogQuery(text: "\"QUOTED\""))
            #expect(quoted.lines.map(\.text) == ["quiet \"quoted\" line"])
            #expect(quoted.lines.first?.stream == "stdout")
            let hour = Runtimes.Timestamp.text(Date(timeIntervalSinceNow: -3600))
            let recent = try await fixture.runtime.logs(
                fixture.id, LogQuery(since: hour, revision: "mini-00001-abc"))
            #expect(recent.lines.map(\.text) == ["quiet \"quoted\" line"])
            let before = try await fixture.runtime.logs(fixture.id, LogQuery(until: hour))
            #expect(before.lines.map(\.text) == ["out of memory"])
        }
    }

    @Test func `an empty page that has a next one is no end`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            fixture.simulator.world.faults.add([
                FaultRule(listener: .google, path: "/v2/entries:list", count: 2, action: FaultAction(.emptyPage))
            ])
            let page = try await fixture.runtime.logs(fixture.id, LogQuery())
            #expect(!page.lines.isEmpty)
        }
    }

    @Test func `a page token of another question is refused with a reason`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            let problem = await #expect(throws: Problem.self) {
                _ = try await fixture.runtime.logs(fixture.id, LogQuery(pageToken: "nonsense"))
            }
            #expect(problem?.code == .invalidRequest)
        }
    }

    @Test func `following loses no line that comes late, and gives none twice`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            // For a moment every second young entry is not found; then they come, between others.
            fixture.simulator.world.faults.add([
                FaultRule(
                    listener: .google, path: "/v2/entries:list", skip: 1, count: 12,
                    action: FaultAction(.lateEntries, seconds: 120))
            ])
            let wanted = Set((0..<40).map { "line \($0)" })
            let writing = Task {
                for index in 0..<40 {
                    try write(fixture, "line \(index)")
                    try await Task.sleep(for: .milliseconds(3))
                }
            }
            var seen: [String] = []
            for try await line in fixture.runtime.follow(try fixture.id, LogQuery(text: "line ")) {
                seen.append(line.text)
                if wanted.isSubset(of: seen) { break }
            }
            try await writing.value
            #expect(seen.count == wanted.count)
        }
    }

    @Test func `a read quota that is used up slows following down and does not end it`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            try write(fixture, "first mark")
            fixture.simulator.world.faults.add([
                FaultRule(
                    listener: .google, path: "/v2/entries:list", skip: 1, count: 3,
                    action: FaultAction(.status, status: 429))
            ])
            var seen: [String] = []
            for try await line in fixture.runtime.follow(try fixture.id, LogQuery(text: "mark")) {
                seen.append(line.text)
                if seen.count == 1 { try write(fixture, "second mark") }
                if seen.count == 2 { break }
            }
            #expect(seen == ["first mark", "second mark"])
        }
    }

    @Test func `secrets in lines are masked`() async throws {
        try await CloudFixture.with { fixture in
            _ = try await fixture.deploy(fixture.spec())
            try write(fixture, "HF_TOKEN=hf_abcdefghijklmnopqrstuvwxyz given")
            let page = try await fixture.runtime.logs(fixture.id, LogQuery(text: "given"))
            #expect(page.lines.map(\.text) == ["HF_TOKEN=‹redacted› given"])
        }
    }
}
