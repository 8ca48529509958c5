import Domain
import Foundation
import GoogleCloud
import NIOCore
import TestSupport
import Testing

@testable import Runtimes

struct CloudRunReaderTests {
    private static let seed = ProcessInfo.processInfo.environment["LLM_MANAGER_SEED"].flatMap { UInt64($0) } ?? 20261127

    private static let text = """
        {"name":"projects/p/locations/us-central1/services/s","labels":{"managed-by":"llm-manager"},"annotations":\
        {"llm-manager.dev/engine":"vllm","llm-manager.dev/model":"o/n","llm-manager.dev/source":"huggingface","llm-manager.dev/pin":"abc"},\
        "createTime":"2026-11-01T10:00:00Z","uri":"https://s","etag":"e","reconciling":false,"generation":"7","template":\
        {"containers":[{"image":"i/vllm","ports":[{"containerPort":8000}],"resources":{"limits":{"cpu":"8","memory":\
        "32Gi"}},"startupProbe":{"periodSeconds":10,"failureThreshold":60}}],"volumes":[{"gcs":{"bucket":"b"}}],"scaling":\
        {"minInstanceCount":1,"maxInstanceCount":2},"nodeSelector":{"accelerator":"nvidia-l4"}},"terminalCondition":\
        {"type":"Ready","state":"CONDITION_FAILED","message":"m","reason":"R"},"latestCreatedRevision":"r-2",\
        "latestReadyRevision":"r-1"}
        """

    @Test func `a changed service is shown as far as it is known, and never as ready`() throws {
        var mutator = AnswerMutator(seed: Self.seed)
        let reader = CloudRunReader(project: "project-1")
        for round in 0..<1500 {
            let mutation = try mutator.mutate(Self.text)
            let json = try GoogleJSON(parsing: ByteBuffer(string: mutation.text))
            do {
                let service = try reader.service(json)
                #expect(service.id.name == "s")
                #expect(service.state != .ready, "seed \(Self.seed), round \(round), \(mutation)")
            } catch let problem as Problem {
                #expect(problem.code == .unavailable)
                #expect(mutation.path == ["name"], "seed \(Self.seed), round \(round), \(mutation): \(problem)")
            }
        }
    }

    @Test(arguments: [
        ("r-2", "r-2", ServiceState.ready), ("r-2", "r-1", .starting), ("r-1", "r-2", .starting),
        ("", "r-2", .starting),
    ])
    func `while Cloud Run reconciles, the newest revision serves on once it was proven`(
        proven: String, ready: String, expected: ServiceState
    ) throws {
        let mark =
            #","llm-manager.dev/proof":"{\"revision\":\"\#(proven)\",\"at\":\"\",\"firstTokenMilliseconds\":9}""#
        let text = Self.text.replacingOccurrences(of: #""reconciling":false"#, with: #""reconciling":true"#)
            .replacingOccurrences(of: "CONDITION_FAILED", with: "CONDITION_RECONCILING")
            .replacingOccurrences(of: #""latestReadyRevision":"r-1""#, with: #""latestReadyRevision":"\#(ready)""#)
            .replacingOccurrences(of: #""abc"}"#, with: #""abc"\#(mark)}"#)
        let record = try GoogleJSON(parsing: ByteBuffer(string: text))
        #expect(try CloudRunReader(project: "project-1").service(record).state == expected)
    }

    @Test func `numbers that no machine has are unknown`() throws {
        let huge = Self.text.replacingOccurrences(of: "32Gi", with: "9223372036854775807Gi")
            .replacingOccurrences(of: "\"periodSeconds\":10", with: "\"periodSeconds\":9223372036854775807")
        let json = try GoogleJSON(parsing: ByteBuffer(string: huge))
        let service = try CloudRunReader(project: "project-1").service(json)
        #expect(service.memory == nil)
        #expect(CloudRunReader.startupSeconds(json) == nil)
    }
}
