import Domain
import Foundation
import TestSupport
import Testing

@testable import Runtimes

@Suite struct LocalSupervisorTests {
    private static func id() throws -> ServiceID { try ServiceID(region: "local", name: "mini") }

    @Test func `an engine that is killed is started again and proven again`() async throws {
        try await LocalFixture.with { fixture in
            #expect(try await fixture.deploy(fixture.spec()).last?.state == .ready)
            let first = try #require(try fixture.runtime.existing(Self.id()).process)
            try await fixture.supervised {
                first.endNow()
                try await fixture.until { $0.process != nil && $0.process != first && $0.state == .ready }
            }
            let record = try fixture.runtime.existing(Self.id())
            #expect(record.restarts == 1)
            #expect(record.proof?.revision == record.revision)
        }
    }

    @Test func `an engine that keeps ending is given up, with its cause`() async throws {
        try await LocalFixture.with { fixture in
            let spec = fixture.spec(environment: ["FAKE_ENGINE_DIE": "1"])
            #expect(try await fixture.deploy(spec).last?.state == .ready)
            try await fixture.supervised {
                for _ in 0..<20 {
                    if case .failed = try fixture.runtime.existing(Self.id()).state { break }
                    let endpoint = try await fixture.runtime.endpoint(Self.id())
                    _ = try? await EngineQuestion.isAnswered(endpoint, fixture.client)
                    try await Task.sleep(for: .milliseconds(200))
                }
                try await fixture.until { if case .failed = $0.state { true } else { false } }
            }
            guard case .failed(let problem) = try await fixture.runtime.service(Self.id()).state else {
                Issue.record("it was not given up")
                return
            }
            #expect(problem.title == "The engine keeps ending")
            #expect(problem.detail.contains("the engine core has died"))
        }
    }

    @Test func `an engine whose first start fails is not started again`() async throws {
        try await LocalFixture.with { fixture in
            let spec = fixture.spec(environment: ["FAKE_ENGINE_CRASH": "1"])
            _ = try await fixture.deploy(spec)
            let supervisor = LocalSupervisor(fixture.runtime)
            for _ in 0..<3 { await supervisor.look() }
            #expect(try fixture.runtime.existing(Self.id()).process?.isRunning != true)
            #expect(try fixture.runtime.existing(Self.id()).restarts == 0)
        }
    }

    @Test func `an engine that hangs on stop is killed after the grace time`() async throws {
        try await LocalFixture.with { fixture in
            let spec = fixture.spec(environment: ["FAKE_ENGINE_HANG": "1"])
            #expect(try await fixture.deploy(spec).last?.state == .ready)
            let process = try #require(try fixture.runtime.existing(Self.id()).process)
            var settings = fixture.runtime.settings
            settings.stopGrace = .milliseconds(100)
            try await LocalRuntime(settings: settings, client: fixture.client).delete(Self.id())
            #expect(!process.isRunning)
        }
    }

    @Test func `children that an engine leaves end with it, in sessions of their own too`() async throws {
        try await LocalFixture.with { fixture in
            let spec = fixture.spec(environment: ["FAKE_ENGINE_LEAK": "1"])
            #expect(try await fixture.deploy(spec).last?.state == .ready)
            let token = try fixture.runtime.existing(Self.id()).token
            #expect(ProcessTable.read().entries.filter { $0.token == token }.count == 3)
            try await fixture.runtime.delete(Self.id())
            #expect(ProcessTable.read().entries.filter { $0.token == token }.isEmpty)
        }
    }

    @Test func `children of an engine that was killed go before it is started again`() async throws {
        try await LocalFixture.with { fixture in
            let spec = fixture.spec(environment: ["FAKE_ENGINE_LEAK": "1"])
            #expect(try await fixture.deploy(spec).last?.state == .ready)
            let first = try fixture.runtime.existing(Self.id())
            try await fixture.supervised {
                first.process?.endNow()
                try await fixture.until { $0.process != nil && $0.process != first.process && $0.state == .ready }
            }
            let token = try fixture.runtime.existing(Self.id()).token
            #expect(token != first.token)
            #expect(ProcessTable.read().entries.filter { $0.token == first.token }.isEmpty)
            #expect(ProcessTable.read().entries.filter { $0.token == token }.count == 3)
        }
    }

    @Test func `an engine that stops answering is degraded, then started again`() async throws {
        try await LocalFixture.with { fixture in
            let file = "\(fixture.directory)/switch"
            let spec = fixture.spec(environment: ["FAKE_ENGINE_SWITCH": file])
            #expect(try await fixture.deploy(spec).last?.state == .ready)
            let first = try #require(try fixture.runtime.existing(Self.id()).process)
            try await fixture.supervised {
                try Data().write(to: URL(filePath: file))
                try await fixture.until { if case .degraded = $0.state { true } else { false } }
                try await fixture.until { $0.process != first }
                try FileManager.default.removeItem(atPath: file)
                try await fixture.until { $0.process != nil && $0.state == .ready }
            }
            #expect(!first.isRunning)
        }
    }

    @Test func `a log that floods is kept in parts, and the oldest go`() async throws {
        try await LocalFixture.with { fixture in
            let spec = fixture.spec(environment: ["FAKE_ENGINE_FLOOD": "20000"])
            #expect(try await fixture.deploy(spec).last?.state == .ready)
            let log = fixture.runtime.directory.log("mini")
            try await fixture.supervised(logLimit: 100_000) {
                for _ in 0..<8 {
                    let endpoint = try await fixture.runtime.endpoint(Self.id())
                    _ = try await EngineQuestion.isAnswered(endpoint, fixture.client)
                    while log.size > 100_000 { try await Task.sleep(for: .milliseconds(10)) }
                }
            }
            let names = try FileManager.default.contentsOfDirectory(atPath: log.folder)
            #expect(names.filter { $0.hasPrefix("engine-") }.count == log.kept)
            #expect(log.size <= 100_000)
            var ids: Set<String> = []
            var count = 0
            var older: String?
            repeat {
                let query = LogQuery(limit: 1000, pageToken: older)
                let page = try await fixture.runtime.logs(Self.id(), query)
                ids.formUnion(page.lines.map(\.id))
                count += page.lines.count
                older = page.older
            } while older != nil
            #expect(count > 5000)
            #expect(ids.count == count)
        }
    }

    @Test func `a manager that comes later goes on with a start whose manager has died`() async throws {
        try await LocalFixture.with { fixture in
            #expect(try await fixture.deploy(fixture.spec()).last?.state == .ready)
            let process = try fixture.runtime.existing(Self.id()).process
            try fixture.rewrite { record in
                record.state = .starting
                record.proof = nil
                record.keeper = EngineProcess(pid: 1, startTime: "nobody")
            }
            try await fixture.supervised { try await fixture.until { $0.state == .ready } }
            let record = try fixture.runtime.existing(Self.id())
            #expect(record.process == process, "the engine was kept")
            #expect(record.proof?.revision == record.revision)
        }
    }

    @Test func `a start that was never written down is found by its mark, and replaced`() async throws {
        try await LocalFixture.with { fixture in
            #expect(try await fixture.deploy(fixture.spec()).last?.state == .ready)
            let lost = try #require(try fixture.runtime.existing(Self.id()).process)
            try fixture.rewrite { record in
                (record.state, record.proof, record.process) = (.creating, nil, nil)
                record.keeper = EngineProcess(pid: 1, startTime: "nobody")
            }
            try await fixture.supervised { try await fixture.until { $0.state == .ready } }
            #expect(!lost.isRunning)
        }
    }

    @Test func `a delete whose manager has died is brought to its end`() async throws {
        try await LocalFixture.with { fixture in
            #expect(try await fixture.deploy(fixture.spec()).last?.state == .ready)
            let process = try #require(try fixture.runtime.existing(Self.id()).process)
            try fixture.rewrite { record in
                record.state = .deleting
                record.keeper = EngineProcess(pid: 1, startTime: "nobody")
            }
            try await fixture.supervised {
                while try fixture.runtime.directory.record("mini") != nil {
                    try await Task.sleep(for: .milliseconds(10))
                }
            }
            #expect(!process.isRunning)
        }
    }

    @Test func `a stopped engine stays down and starts when asked`() async throws {
        try await LocalFixture.with { fixture in
            #expect(try await fixture.deploy(fixture.spec()).last?.state == .ready)
            let address = try await fixture.runtime.endpoint(Self.id()).url
            try await fixture.runtime.stop(Self.id())
            let supervisor = LocalSupervisor(fixture.runtime)
            for _ in 0..<3 { await supervisor.look() }
            #expect(try await fixture.runtime.service(Self.id()).state == .stopped)
            try await fixture.runtime.start(Self.id())
            #expect(try await fixture.runtime.service(Self.id()).state == .ready)
            #expect(try await fixture.runtime.endpoint(Self.id()).url == address)
        }
    }

    @Test func `an unused engine sleeps, and the next requests wake it once`() async throws {
        try await LocalFixture.with { fixture in
            var spec = fixture.spec()
            spec.idleSeconds = 1
            #expect(try await fixture.deploy(spec).last?.state == .ready)
            let first = try #require(try fixture.runtime.existing(Self.id()).process)
            try await fixture.supervised {
                try await fixture.until { $0.wish == .asleep && $0.process == nil && $0.keeper == nil }
                #expect(!first.isRunning)
                #expect(try await fixture.runtime.service(Self.id()).state == .ready)
                let endpoint = try await fixture.runtime.endpoint(Self.id())
                let answers = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for _ in 0..<4 { group.addTask { try await EngineQuestion.isAnswered(endpoint, fixture.client) } }
                    return try await group.reduce(into: [Bool]()) { $0.append($1) }
                }
                #expect(answers == [true, true, true, true])
            }
            let token = try fixture.runtime.existing(Self.id()).token
            #expect(ProcessTable.read().entries.filter { $0.token == token }.count <= 1)
        }
    }

    @Test func `a running engine is measured, and its charts are drawn from that`() async throws {
        try await LocalFixture.with { fixture in
            #expect(try await fixture.deploy(fixture.spec()).last?.state == .ready)
            let id = try ServiceID(region: "local", name: "mini")
            try await fixture.supervised {
                while try await fixture.runtime.metrics(id, over: .hour).charts.isEmpty {
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
            let metrics = try await fixture.runtime.metrics(id, over: .hour)
            #expect(metrics.charts.map(\.id).contains("memory"))
            #expect(metrics.engine?.running == 0)
            #expect(fixture.runtime.capabilities.hasMetrics)
        }
    }
}
