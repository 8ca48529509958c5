import Domain
import Foundation
import Testing

struct ModelReferenceTests {
    @Test(arguments: [
        ("hf:sentence-transformers/all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2", "main"),
        ("hf:gpt2", "gpt2", "main"),
        ("hf:org/name@refs/pr/1", "org/name", "refs/pr/1"),
        ("hf:org/name@v1.0", "org/name", "v1.0"),
    ])
    func `a Hugging Face reference names a repository and a revision`(
        text: String, repository: String, revision: String
    ) throws {
        guard case .huggingFace(let reference) = try ModelReference(parsing: text) else {
            Issue.record("not a Hugging Face reference")
            return
        }
        #expect(reference.repository == repository)
        #expect(reference.revision == revision)
    }

    @Test(arguments: [
        ("ollama:gemma2:9b", "registry.ollama.ai/library/gemma2/9b", "gemma2:9b"),
        ("ollama:gemma2", "registry.ollama.ai/library/gemma2/latest", "gemma2:latest"),
        ("ollama:me/mine", "registry.ollama.ai/me/mine/latest", "me/mine:latest"),
        ("ollama:hf.co/bartowski/X-GGUF:Q4_K_M", "hf.co/bartowski/X-GGUF/Q4_K_M", "hf.co/bartowski/X-GGUF:Q4_K_M"),
        ("ollama:localhost:5000/a/b", "localhost:5000/a/b/latest", "localhost:5000/a/b:latest"),
    ])
    func `an Ollama reference has Ollama's defaults`(text: String, path: String, short: String) throws {
        guard case .ollama(let reference) = try ModelReference(parsing: text) else {
            Issue.record("not an Ollama reference")
            return
        }
        #expect(reference.manifestPath == path)
        #expect(reference.shortName == short)
    }

    @Test(arguments: [
        "", "gemma2", "org/name", "hf:", "hf:a/b/c", "hf:../etc", "hf:a--b/c", "hf:org/.hidden", "hf:org/name@",
        "hf:org/name@a..b", "hf:org/na me", "ollama:", "ollama:a/b/c/d", "ollama:../x", "ollama:a.b/c:d", "ollama:x:",
        "http://example.com/x", "hf:org/name.git", "ollama:x:..", "dir:", "gs:bucket/x", "gs://", "s3://bucket/x",
    ])
    func `what could leave its path is not a reference`(text: String) {
        let problem = #expect(throws: Problem.self) { try ModelReference(parsing: text) }
        #expect(problem?.code == .invalidReference)
        #expect(problem?.fix != Problem.Code.invalidReference.fix)
    }

    @Test(arguments: [
        "hf:org/name@abc", "ollama:gemma2:9b", "ollama:me/x:latest", "dir:/srv/models/mine", "dir:/srv/m#mine",
        "dir:/a#b/c#mine", "gs://ours/finetunes/bot", "gs://ours/v3#bot", "gs://ours", "gs://ours/a#b#bot",
    ])
    func `a reference reads back what it writes`(text: String) throws {
        let reference = try ModelReference(parsing: text)
        #expect(reference.description == text)
        let json = try JSONEncoder().encode([reference])
        #expect(try JSONDecoder().decode([ModelReference].self, from: json) == [reference])
    }
}
