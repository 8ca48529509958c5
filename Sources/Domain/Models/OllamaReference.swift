/// A model in an Ollama registry: `[host/][namespace/]model[:tag]` (ollama/ollama `types/model/name.go`).
///
/// Defaults: host `registry.ollama.ai`, namespace `library`, tag `latest`. A scheme is not accepted: which hosts may be
/// asked, and how, is configuration.
package struct OllamaReference: Sendable, Hashable, CustomStringConvertible {
    package static let defaultHost = "registry.ollama.ai"
    package static let defaultNamespace = "library"
    package static let defaultTag = "latest"

    package let host: String
    package let namespace: String
    package let model: String
    package let tag: String

    package init(parsing text: String) throws(Problem) {
        var rest = Substring(text)
        var tag = Self.defaultTag
        if let colon = rest.lastIndex(of: ":"), rest.lastIndex(of: "/").map({ $0 < colon }) ?? true {
            tag = String(rest[rest.index(after: colon)...])
            rest = rest[..<colon]
        }
        let parts = rest.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 3, let model = parts.last else { throw Self.problem(text, "it has more than three parts") }
        let namespace = parts.count >= 2 ? parts[parts.count - 2] : Self.defaultNamespace
        let host = parts.count == 3 ? parts[0] : Self.defaultHost
        guard Self.isValid(host, upTo: 350, extra: "_-.:") else {
            throw Self.problem(text, "the host ‘\(host)’ is not one")
        }
        guard Self.isValid(namespace, upTo: 80, extra: "_-") else {
            throw Self.problem(text, "the namespace ‘\(namespace)’ takes letters, digits, ‘_’ and ‘-’")
        }
        guard Self.isValid(model, upTo: 80, extra: "_-.") else {
            throw Self.problem(text, "the name ‘\(model)’ takes letters, digits, ‘_’, ‘-’ and ‘.’")
        }
        guard Self.isValid(tag, upTo: 80, extra: "_-.") else {
            throw Self.problem(text, "the tag ‘\(tag)’ takes letters, digits, ‘_’, ‘-’ and ‘.’")
        }
        self.host = host
        self.namespace = namespace
        self.model = model
        self.tag = tag
    }

    /// Ollama's display form: default host and namespace left out, the tag always there (`gemma2:9b`).
    package var shortName: String {
        if host != Self.defaultHost { return "\(host)/\(namespace)/\(model):\(tag)" }
        return namespace == Self.defaultNamespace ? "\(model):\(tag)" : "\(namespace)/\(model):\(tag)"
    }

    /// Four levels, exactly as `$OLLAMA_MODELS/manifests` has them.
    package var manifestPath: String { "\(host)/\(namespace)/\(model)/\(tag)" }

    package var description: String { shortName }

    private static func isValid(_ part: String, upTo limit: Int, extra: String) -> Bool {
        guard (1...limit).contains(part.utf8.count), let first = part.utf8.first else { return false }
        guard first.isASCIIAlphanumeric || first == 95 else { return false }
        let allowed = Array(extra.utf8)
        return part.utf8.allSatisfy { $0.isASCIIAlphanumeric || allowed.contains($0) } && !part.contains("..")
    }

    private static func problem(_ text: String, _ why: String) -> Problem {
        Problem(
            .invalidReference, "Not an Ollama model",
            detail: "‘\(text.prefix(200))’: \(why)",
            fix: "Write [HOST/][NAMESPACE/]NAME[:TAG], for example ollama:gemma2:9b."
        )
    }
}
