import API
import Domain
import Foundation
import Testing

struct PlanViewTests {
    @Test func `a plan shows no secret that stands in a variable or a flag, and not what an update sends`() throws {
        let id = try ServiceID(region: "us-central1", name: "chat")
        let model = ModelIdentity(source: .huggingFace, id: "org/name", pin: "a")
        var plan = ServicePlan(
            id: id, target: .project("my-project"), spec: ServiceSpec(bucket: "good", model: model),
            recipe: ContainerRecipe(
                engine: .vllm, image: "vllm", command: ["serve"], arguments: ["--api-key", "flag-value"],
                environment: ["DB_PASSWORD": "old-value", "MODE": "fast"], port: 8000, healthPath: "/health",
                startupSeconds: 60, mountPath: nil, concurrency: 1, servedName: "org/name", proof: .generation),
            fit: MemoryFit(
                available: .gib(24), weights: .gib(1), keyValuePerToken: 0, contextLength: 512, sequences: 1,
                overhead: 0, fits: true, largestContext: 512, lines: []),
            cost: nil, quota: [], changes: [], problems: [], basedOn: "e", predictedStart: nil,
            requestPreview: "{}")
        plan.request = #"{"env":[{"name":"DB_PASSWORD","value":"old-value"}]}"#
        let view = PlanView(plan)
        let text = String(decoding: try JSONEncoder().encode(view), as: UTF8.self)
        #expect(!text.contains("old-value") && !text.contains("flag-value"))
        #expect(view.environment == ["DB_PASSWORD": SecretMask.mask, "MODE": "fast"])
        #expect(view.arguments == ["--api-key", SecretMask.mask])
        #expect(view.requestPreview == "{}")
    }
}
