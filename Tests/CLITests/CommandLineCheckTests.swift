import ArgumentParser
import Domain
import Testing

@testable import CLI

/// Command lines as people type them: what is understood, and what is refused before anything is asked or opened.
struct CommandLineCheckTests {
    struct Line: Sendable, CustomTestStringConvertible {
        var words: String
        var testDescription: String { words }
        init(_ words: String) { self.words = words }

        /// Parsed by the command that the first word names.
        func parsed() throws -> any ParsableCommand {
            let all = words.split(separator: " ").map(String.init)
            let rest = Array(all.dropFirst())
            switch all.first {
            case "buckets": return try BucketsCommand.parseAsRoot(rest)
            case "models": return try ModelsCommand.parseAsRoot(rest)
            case "services": return try ServicesCommand.parseAsRoot(rest)
            case "projects": return try ProjectsCommand.parseAsRoot(rest)
            default: return try DoctorCommand.parseAsRoot(rest)
            }
        }
    }

    @Test(arguments: [
        "buckets list --project demo-project", "buckets create my-models --location us-central1 --project p",
        "models import dir:./mine --bucket b", "models import dir:.#mine --bucket b",
        "models import gs://ours/bots/v3#bot --bucket b --hub-mirror https://m.example",
        "models show dir:mine@0123abcd --bucket b", "models verify gs:bot --bucket b",
        "models list --quiet", "models list --bucket b --json", "models show hf:org/name --bucket b",
        "models search mini lm --limit 5", "models preflight ollama:tiny-llama --bucket b",
        "models import hf:org/name@main --bucket b --window 8388608 --token-variable MY_TOKEN",
        "models import ollama:hf.co/org/name:q4 --bucket b", "models imports --bucket b",
        "models resume 0123456789abcdef --bucket b --wait-for-lease", "models cancel 0123456789abcdef",
        "models verify hf:org/name --bucket b", "models delete hf:org/name@0123abcd --bucket b --yes",
        "services plan hf:org/name --bucket b --engine vllm --loader stream --context-length 4096",
        "services deploy ollama:tiny-llama --bucket b --name tiny --region us-central1 --env A=1 --env B=x=y --arg --verbose",
        "services list --project local --data state", "services show us-central1/tiny", "services logs tiny --follow",
        "services ask tiny hello", "services delete us-central1/tiny --yes", "projects list --query demo",
        "projects show demo-project", "projects check", "projects check demo-project --json", "doctor",
    ])
    func `a typical command line is understood`(words: String) throws {
        #expect(try Line(words).parsed() is any SessionCommand)
    }

    @Test(arguments: [
        ("models import --bucket b", "Missing expected argument '<model>'"),
        ("models import hf:org/name", "Missing expected argument '--bucket <name>'"),
        ("models import org/name --bucket b", "hf:"),
        ("models import hf:a/b/c --bucket b", "a/b/c"),
        ("models import dir:/a/../b --bucket b", "‘..’"), ("models import gs://ours//x --bucket b", "empty part"),
        ("models show org/name --bucket b", "hf:"),
        ("models search", "Missing expected argument '<words> ...'"),
        ("models import hf:org/name --bucket b --window lots", "'--window <bytes>'"),
        ("models import hf:org/name --bucket b --colour", "Unknown option '--colour'"),
        ("services deploy hf:org/name --bucket b --engine tgi", "--engine is one of vllm, ollama"),
        ("services deploy hf:org/name --bucket b --loader disk", "--loader is one of mount, stream"),
        ("services deploy hf:org/name --bucket b --env PLAIN", "--env takes NAME=VALUE"),
        ("services deploy hf:org/name --bucket b --min-instances 3", "do not go together"),
        ("services show us-central1/Tiny_1", "a lowercase letter first"),
        ("services ask us-central1/tiny", "Missing expected argument '<prompt>'"),
        ("buckets create", "Missing expected argument '<name>'"),
        ("projects show", "Missing expected argument '<id>'"),
    ])
    func `a wrong command line is refused with its reason`(words: String, reason: String) throws {
        let error = try #require(throws: (any Error).self) { try Line(words).parsed() }
        #expect(ModelsCommand.fullMessage(for: error).contains(reason), "\(ModelsCommand.fullMessage(for: error))")
        #expect(ModelsCommand.exitCode(for: error).rawValue == ExitStatus.usage.rawValue)
    }

    @Test func `options of a deploy become its specification`() throws {
        let words =
            "deploy ollama:tiny-llama@abc --bucket b --memory 24 --max-instances 3 --env A=x=y --allow-unauthenticated --arg --enforce-eager"
        let command = try #require(
            try ServicesCommand.parseAsRoot(words.split(separator: " ").map(String.init)) as? ServicesDeployCommand)
        let spec = try command.options.spec(for: command.model.selection())
        #expect(spec.bucket == "b")
        #expect(spec.model.source == .ollama)
        #expect(spec.model.pin == "abc")
        #expect(spec.memory == .gib(24))
        #expect(spec.maxInstances == 3)
        #expect(spec.environment == ["A": "x=y"])
        #expect(spec.access == .public)
        #expect(spec.arguments == ["--enforce-eager"])
    }

    @Test(arguments: [CompletionShell.bash, .zsh, .fish])
    func `each shell has a completion script`(shell: CompletionShell) {
        #expect(ModelsCommand.completionScript(for: shell).contains("preflight"))
    }
}
