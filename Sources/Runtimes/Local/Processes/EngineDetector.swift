import Domain
import Foundation

/// Looks which engines are installed, in which version, and why one cannot be used.
struct EngineDetector: Sendable {
    /// Python and its libraries take their time.
    private static let limit = 60.0

    var commands: [EngineKind: [String]]

    func find() async -> [EngineProgram] {
        var found: [EngineProgram] = []
        for engine in EngineKind.allCases {
            if let words = commands[engine], let first = words.first { found.append(await find(engine, words, first)) }
        }
        return found
    }

    private func find(_ engine: EngineKind, _ words: [String], _ first: String) async -> EngineProgram {
        var program = EngineProgram(
            engine: engine, command: words.joined(separator: " "), path: ProgramSearch.find(first), version: nil,
            problem: nil
        )
        guard let path = program.path else {
            program.problem = Problem(
                .unsupported, "Not installed", detail: "there is no program ‘\(first)’ in PATH",
                fix: Self.advice(engine)
            )
            return program
        }
        // `vllm serve --version` would be taken for a model; a script of the user's gets its own words.
        let own = words.dropFirst().filter { $0 != "serve" }
        let output = await ShortProgram.run([path] + own + ["--version"], seconds: Self.limit)
        program.version = Self.version(in: output.text)
        if output.status != 0 {
            let line = output.text.split(whereSeparator: \.isNewline).last.map(String.init) ?? "it wrote nothing"
            program.problem = Problem(
                .unsupported, "Cannot be run",
                detail: "\(path) --version ended with \(output.status): \(line.prefix(300))", fix: Self.advice(engine)
            )
        }
        return program
    }

    /// The first word that looks like a version: digits and dots, or llama.cpp's build number.
    static func version(in text: String) -> String? {
        if let match = text.firstMatch(of: #/\b(\d+\.\d+[\w.+-]*)/#) { return String(match.output.1) }
        return text.firstMatch(of: #/version:?\s+(\d+)/#).map { String($0.output.1) }
    }

    static func advice(_ engine: EngineKind) -> String {
        switch engine {
        case .vllm: "Install it: pip install vllm; or name it: LLM_MANAGER_VLLM='/path/to/vllm serve'."
        case .ollama: "Install it from ollama.com; or name it: LLM_MANAGER_OLLAMA='/path/to/ollama serve'."
        case .llamacpp:
            "Install llama.cpp's llama-server; or name it: LLM_MANAGER_LLAMACPP='/path/to/llama-server'."
        }
    }
}
