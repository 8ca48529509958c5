import API
import Domain
import Foundation
import Testing

struct PlanViewTests {
    @Test func `a plan shows no secret that stands in a variable, a flag or the request`() throws {
        let preview = """
            {"template":{"containers":[{"args":["--api-key","flag-value"],
            "env":[{"name":"DB_PASSWORD","value":"old-value"},{"name":"MODE","value":"fast"}]}]}}
            """
        let id = try ServiceID(region: "us-central1", name: "chat")
        let model = ModelIdentity(source: .huggingFace, id: "org/name", pin: "a")
        let plan = ServicePlan(
            id: id, target: .project("my-project"), spec: ServiceSpec(bucket: "good", model: model),
            recipe: ContainerRecipe(
                engine: .vllm, image: "vllm", command: ["serve"], arguments: ["--api-key", "flag-value"],
                environment: ["DB_PASSWORD": "old-value", "MODE": "fast"], port: 8000, healthPath: "/health",
                startupSeconds: 60, mountPath: nil, concurrency: 1, servedName: "org/name", proof: .generation),
            fit: MemoryFit(
                available: .gib(24), weights: .gib(1), keyValuePerToken: 0, contextLength: 512, sequences: 1,
                overhead: 0, fits: true, largestContext: 512, lines: []),
            cost: nil, quota: [], changes: [], problems: [], basedOn: "e", predictedStart: nil,
            requestPreview: preview)
        let view = PlanView(plan)
        let text = String(decoding: try JSONEncoder().encode(view), as: UTF8.self)
        #expect(!text.contains("old-value") && !text.contains("flag-value"))
        #expect(view.environment == ["DB_PASSWORD": SecretMask.mask, "MODE": "fast"])
        #expect(view.arguments == ["--api-key", SecretMask.mask])
        #expect(view.requestPreview.contains("DB_PASSWORD"))
        // What is sent stays what it is.
        #expect(plan.requestPreview == preview)
    }

    @Test func `a resource keeps its shape, its references and its numbers`() {
        let text = SecretMask.maskedJSON(
            """
            {"template":{"containers":[{"args":["--api-key","q"],"env":[{"name":"HF_TOKEN","value":"abc"},
            {"name":"MODE","value":"fast"},{"name":"KEY","valueSource":{"secretKeyRef":{"secret":"the-key",
            "version":"3"}}}],"ports":[{"containerPort":8000,"name":"http1"}]}]},
            "environment":{"DB_PASSWORD":"hunter2","MODE":"fast"}}
            """)
        #expect(!text.contains("abc") && !text.contains("hunter2") && !text.contains("\"q\""))
        #expect(text.contains("\"fast\"") && text.contains("the-key") && text.contains("8000"))
        #expect(SecretMask.maskedJSON("") == "")
        #expect(SecretMask.maskedJSON("Bearer abcdefghijkl") == "Bearer \(SecretMask.mask)")
    }
}
