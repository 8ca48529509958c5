import Domain
import Testing

@testable import API

struct DeployRequestTests {
    @Test func `a deploy request becomes the spec that it means`() throws {
        var request = DeployRequest(bucket: "b", source: "ollama", id: "m:1")
        request.engine = "ollama"
        request.maxInstances = 3
        let spec = try request.spec()
        #expect(spec.engine == .ollama)
        #expect(spec.maxInstances == 3)
        #expect(spec.access == .private)
    }

    @Test func `secrets are named, and a value in their place is refused`() throws {
        var request = DeployRequest(bucket: "b", source: "ollama", id: "m:1")
        request.secrets = ["A": SecretView(name: "key"), "B": SecretView(name: "projects/1/secrets/k", version: "2")]
        let spec = try request.spec()
        #expect(spec.secrets["A"] == SecretReference(name: "key", version: "latest"))
        #expect(spec.secrets["B"] == SecretReference(name: "projects/1/secrets/k", version: "2"))
        request.secrets = ["A": SecretView(name: "a value with spaces")]
        #expect(throws: Problem.self) { try request.spec() }
    }

    @Test func `the mask that stands for a secret is not taken as one`() {
        var request = DeployRequest(bucket: "b", source: "ollama", id: "m:1")
        request.environment = ["HF_TOKEN": SecretMask.mask]
        #expect(throws: Problem.self) { try request.spec() }
        var change = UpdateRequest()
        change.arguments = ["--api-key", SecretMask.mask]
        #expect(throws: Problem.self) { try change.change() }
    }

    @Test(arguments: ["source", "engine", "cpu", "minInstances"])
    func `a wrong field of a deploy request is named`(_ field: String) {
        var request = DeployRequest(bucket: "b", source: field == "source" ? "ftp" : "ollama", id: "m:1")
        if field == "engine" { request.engine = "x" }
        if field == "cpu" { request.cpu = 0 }
        if field == "minInstances" { request.minInstances = 5; request.maxInstances = 2 }
        do {
            _ = try request.spec()
            Issue.record("it was accepted")
        } catch {
            #expect(error.code == .invalidRequest)
            #expect(error.detail.contains(field))
        }
    }
}
