/// The words that a container starts with, and its environment.
struct EngineArguments: Sendable {
    /// Command and arguments together.
    let command: [String]
    let environment: [String: String]
    private let words: [String]

    init(_ container: JSONValue) {
        let program = container["command"]?.array?.compactMap(\.string) ?? []
        let arguments = container["args"]?.array?.compactMap(\.string) ?? []
        command = Self.unwrapped(program + arguments)
        words = command.flatMap { word -> [String] in
            guard word.hasPrefix("--"), let equals = word.firstIndex(of: "=") else { return [word] }
            return [String(word[..<equals]), String(word[word.index(after: equals)...])]
        }
        var environment: [String: String] = [:]
        for variable in container["env"]?.array ?? [] {
            guard let name = variable["name"]?.string else { continue }
            environment[name] = variable["value"]?.string
        }
        self.environment = environment
    }

    /// `sh -c SCRIPT NAME WORDS…` as the script ends: with `exec PROGRAM "$@"` the words go to the program.
    private static func unwrapped(_ words: [String]) -> [String] {
        guard words.count > 3, ["/bin/sh", "sh", "/bin/bash", "bash"].contains(words[0]), words[1] == "-c",
            let last = words[2].split(separator: "\n").last?.split(separator: " "), last.first == "exec",
            last.last == "\"$@\""
        else { return words }
        return last.dropFirst().dropLast().map(String.init) + words.dropFirst(4)
    }

    /// The words after a flag up to the next one.
    func values(_ flag: String) -> [String] {
        guard let index = words.lastIndex(of: flag) else { return [] }
        return Array(words[(index + 1)...].prefix { !$0.hasPrefix("--") })
    }

    /// The model that `vllm serve MODEL` names without a flag.
    var positional: String? {
        let start = words.firstIndex(of: "serve").map { $0 + 1 } ?? 0
        guard words.indices.contains(start), !words[start].hasPrefix("-") else { return nil }
        return ["vllm", "python3"].contains(words[start]) ? nil : words[start]
    }
}
