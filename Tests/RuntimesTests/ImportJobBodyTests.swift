import Domain
import Foundation
import GoogleCloud
import Importing
import Testing

@testable import Runtimes

struct ImportJobBodyTests {
    private func body(tasks: Int = 3, budget: Int64 = 256 << 20, token: (String, String)? = ("s", "1")) throws
        -> ImportJobBody
    {
        let reference = try ModelReference(parsing: "hf:acme/tiny")
        let model = SourceModel(reference: reference, pin: "abc", files: [], facts: ModelFacts())
        let plan = ImportPlan(
            importID: "0123456789abcdef", bucket: "models", model: model, held: [], isComplete: false, bytesTotal: 1,
            bytesToFetch: 1, monthlyStorage: nil, warnings: []
        )
        let record = ImportRecord(
            plan: plan, target: .project("p"), usesToken: true, startedBy: "ann", startedAt: "", executor: .job,
            tasks: tasks
        )
        let settings = ImportJobSettings(image: "i", byteBudget: budget, environment: ["HF_ENDPOINT": "https://h"])
        let place = try ImportJobPlace(project: "p", bucketLocation: "us-central1", settings: settings, own: nil)
        var body = ImportJobBody(record: record, group: "g", place: place, settings: settings)
        body.token = token.map { (secret: $0.0, version: $0.1) }
        return body
    }

    @Test func `the whole job, as it is sent`() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(try body().job), as: UTF8.self)
        let labels = #""labels":{"import":"0123456789abcdef","managed-by":"llm-manager","purpose":"import"}"#
        let environment =
            #"{"name":"HF_ENDPOINT","value":"https://h"},{"name":"LLM_MANAGER_IMPORT_GROUP","value":"g"},"#
            + #"{"name":"LLM_MANAGER_IMPORT_TOKEN","valueSource":{"secretKeyRef":{"secret":"s","version":"1"}}},"#
            + #"{"name":"LLM_MANAGER_IMPORT_SECRET","value":"s"}"#
        let container =
            #"{"args":["import-task","--project","p","--bucket","models","--import","0123456789abcdef","--window","#
            + #""268435456"],"env":[\#(environment)],"image":"i","resources":{"limits":{"cpu":"2","memory":"1Gi"}}}"#
        let template =
            #"{"containers":[\#(container)],"executionEnvironment":"EXECUTION_ENVIRONMENT_GEN2","maxRetries":3,"#
            + #""timeout":"86400s"}"#
        let expected =
            #"{"annotations":{"llm-manager.dev/bucket":"models","llm-manager.dev/model":"hf:acme/tiny@abc"},"#
            + #""client":"llm-manager",\#(labels),"template":{\#(labels),"parallelism":3,"taskCount":3,"#
            + #""template":\#(template)}}"#
        #expect(text == expected)
    }

    @Test func `without a token there is no secret in it`() throws {
        let names = try body(token: nil).job.template?.template?.containers?.first?.env?.map(\.name)
        #expect(names == ["HF_ENDPOINT", "LLM_MANAGER_IMPORT_GROUP"])
    }

    @Test(arguments: [
        (Int64(64 << 20), "1Gi", "2"), (Int64(256 << 20), "1Gi", "2"), (Int64(1 << 30), "3Gi", "2"),
        (Int64(5 << 30), "11Gi", "4"),
    ])
    func `memory follows the bytes in flight`(budget: Int64, memory: String, cpu: String) throws {
        let limits = try body(budget: budget).job.template?.template?.containers?.first?.resources?.limits
        #expect(limits == ["cpu": cpu, "memory": memory])
    }
}
