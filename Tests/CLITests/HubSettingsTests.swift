import ArgumentParser
import CLI
import Domain
import Testing

struct HubSettingsTests {
    @Test func `options go before the environment, and a mirror is not trusted unless it is said`() throws {
        let options = try HubOptions.parse([
            "--hub-mirror", "https://a.example", "--trusted-hub-mirror", "https://b.example", "--ollama-registry",
            "models.example.com", "--ollama-registry", "localhost:5000=http://localhost:5000",
        ])
        let settings = try HubSettings(
            options,
            environment: [
                "LLM_MANAGER_HUB_MIRRORS": "https://c.example, https://d.example",
                "LLM_MANAGER_OLLAMA_REGISTRIES": "models.example.com=https://elsewhere.example",
            ]
        )
        #expect(
            settings.mirrors == [
                .init(url: "https://b.example", takesToken: true), .init(url: "https://a.example", takesToken: false),
                .init(url: "https://c.example", takesToken: false), .init(url: "https://d.example", takesToken: false),
            ])
        #expect(
            settings.registries == [
                "models.example.com": "https://models.example.com", "localhost:5000": "http://localhost:5000",
            ])
    }

    @Test func `a job's tasks read the same from their environment`() throws {
        let options = try HubOptions.parse([
            "--hub-mirror", "https://a.example", "--trusted-hub-mirror", "https://b.example", "--ollama-registry",
            "localhost:5000=http://localhost:5000",
        ])
        let settings = try HubSettings(options, environment: [:])
        #expect(try HubSettings(nil, environment: settings.environment) == settings)
    }

    @Test(arguments: ["", "a/b", "../x", "=https://x.example", "a b"])
    func `a registry that no reference could name is refused`(text: String) throws {
        let options = try HubOptions.parse(["--ollama-registry", text])
        #expect(throws: Problem.self) { try HubSettings(options, environment: [:]) }
    }

    @Test func `nothing is asked beside the usual hubs by itself`() throws {
        #expect(try HubSettings(nil, environment: [:]) == HubSettings())
    }
}
