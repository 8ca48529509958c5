import Domain

/// What the last lines of an engine say about its end.
enum EngineLogCause {
    static func problem(_ title: String, lines: [String]) -> Problem {
        let telling = lines.last { line in
            let lower = line.lowercased()
            return lower.contains("error") || lower.contains("fatal") || lower.contains("exception")
        }
        let line = telling ?? lines.last ?? "it wrote nothing"
        return Problem(
            .engineFailed, title, detail: String(line.prefix(500)),
            fix: fix(for: lines.joined(separator: "\n").lowercased())
        )
    }

    private static func fix(for text: String) -> String {
        let known: [(String, String)] = [
            ("out of memory", "Ask for a shorter context, fewer requests at a time, or a larger GPU."),
            ("outofmemory", "Ask for a shorter context, fewer requests at a time, or a larger GPU."),
            ("unrecognized arguments", "Take the argument that the engine does not know out of the extra arguments."),
            ("address already in use", "Deploy again: another program has taken the port."),
            ("trust_remote_code", "If you trust the model's author, add the argument --trust-remote-code."),
            ("no model at", "Import the model again: its files are not where the engine looks."),
            ("no such file", "Import the model again: its files are not where the engine looks."),
        ]
        return known.first { text.contains($0.0) }?.1 ?? "Read the engine's log."
    }
}
