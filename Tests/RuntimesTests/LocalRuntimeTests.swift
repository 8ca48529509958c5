import Domain
import Foundation
import TestSupport
import Testing

@testable import Runtimes

@Suite struct LocalRuntimeTests {
    @Test(arguments: RuntimeConformance.Check.allCases)
    func `the local runtime conforms`(_ check: RuntimeConformance.Check) async throws {
        try await LocalFixture.with { try await $0.conformance.run(check) }
    }

    @Test func `Ollama is loaded by a request and then proven`() async throws {
        try await LocalFixture.with(SampleModels.gemma) { fixture in
            let events = try await fixture.deploy(fixture.spec())
            #expect(events.last?.state == .ready)
            let page = try await fixture.runtime.logs(try ServiceID(region: "local", name: "mini"), LogQuery())
            #expect(page.lines.contains { $0.text == "load model gemma2:9b" })
        }
    }

    @Test func `an engine that runs out of memory is told from its last lines`() async throws {
        try await LocalFixture.with { fixture in
            let events = try await fixture.deploy(fixture.spec(environment: ["FAKE_ENGINE_CRASH": "1"]))
            guard case .failed(let problem)? = events.last?.state else {
                Issue.record("it did not fail")
                return
            }
            #expect(problem.code == .engineFailed)
            #expect(problem.detail.contains("CUDA out of memory"))
            #expect(problem.fix.contains("shorter context") == true)
        }
    }

    @Test func `an answer without a token is no proof`() async throws {
        try await LocalFixture.with { fixture in
            let events = try await fixture.deploy(fixture.spec(environment: ["FAKE_ENGINE_MUTE": "1"]))
            guard case .failed(let problem)? = events.last?.state else {
                Issue.record("it did not fail")
                return
            }
            #expect(problem.title == "The engine's answer is no proof")
        }
    }

    @Test func `a program that is not there is said by name`() async throws {
        try await LocalFixture.with { fixture in
            var settings = fixture.runtime.settings
            settings.commands[.vllm] = ["/nonexistent/vllm"]
            let runtime = LocalRuntime(settings: settings, client: fixture.client)
            let plan = try await runtime.plan(fixture.spec(), of: fixture.manifest)
            #expect(!plan.canApply)
            #expect(plan.problems.last?.detail.contains("/nonexistent/vllm") == true)
            #expect(plan.problems.last?.fix?.contains("LLM_MANAGER_VLLM") == true)
        }
    }

    @Test func `another instance finds the running engine, and sees when it has died`() async throws {
        try await LocalFixture.with { fixture in
            #expect(try await fixture.deploy(fixture.spec()).last?.state == .ready)
            let other = LocalRuntime(settings: fixture.runtime.settings, client: fixture.client)
            let id = try ServiceID(region: "local", name: "mini")
            #expect(try await other.service(id).state == .ready)
            let process = try #require(try other.existing(id).process)
            try await process.stop(grace: .seconds(5), interval: .milliseconds(20))
            guard case .failed = try await other.service(id).state else {
                Issue.record("it still looks alive")
                return
            }
        }
    }

    @Test func `a pid with another start time is another process`() async throws {
        try await LocalFixture.with { fixture in
            #expect(try await fixture.deploy(fixture.spec()).last?.state == .ready)
            var process = try #require(try fixture.runtime.existing(ServiceID(region: "local", name: "mini")).process)
            #expect(process.isRunning)
            process.startTime = "1"
            #expect(!process.isRunning)
        }
    }

    @Test func `following the log gives lines that come later`() async throws {
        try await LocalFixture.with { fixture in
            #expect(try await fixture.deploy(fixture.spec()).last?.state == .ready)
            let id = try ServiceID(region: "local", name: "mini")
            let question = Task {
                let endpoint = try await fixture.runtime.endpoint(id)
                return try await EngineQuestion.isAnswered(endpoint, fixture.client)
            }
            #expect(try await question.value)
            var seen = 0
            for try await line in fixture.runtime.follow(id, LogQuery()) where line.text.contains("/v1/embeddings") {
                seen += 1
                if seen == 2 { break }
            }
            #expect(seen == 2)
        }
    }
}
