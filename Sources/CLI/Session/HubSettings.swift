package import Domain

/// Which hubs may be asked beside the usual ones.
package struct HubSettings: Sendable, Hashable {
    package struct Mirror: Sendable, Hashable {
        package var url: String
        package var takesToken: Bool

        package init(url: String, takesToken: Bool) {
            self.url = url
            self.takesToken = takesToken
        }
    }

    package var mirrors: [Mirror] = []
    /// Base URL by registry host.
    package var registries: [String: String] = [:]

    package init() {}

    /// What the options say goes before the environment's lists, whose items are separated by commas or spaces.
    ///
    /// - Throws: `invalid-request` for a registry that no reference could name.
    package init(_ options: HubOptions?, environment: [String: String]) throws(Problem) {
        let trusted = (options?.trustedHubMirror ?? []) + Self.list("LLM_MANAGER_TRUSTED_HUB_MIRRORS", in: environment)
        let plain = (options?.hubMirror ?? []) + Self.list("LLM_MANAGER_HUB_MIRRORS", in: environment)
        mirrors =
            trusted.map { Mirror(url: $0, takesToken: true) } + plain.map { Mirror(url: $0, takesToken: false) }
        for text in Self.list("LLM_MANAGER_OLLAMA_REGISTRIES", in: environment) + (options?.ollamaRegistry ?? []) {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard let host = parts.first, (try? OllamaReference(parsing: "\(host)/library/x"))?.host == host else {
                throw Problem(
                    .invalidRequest, "Not a registry", detail: "‘\(text)’ is not HOST or HOST=URL",
                    fix: "Write, for example, models.example.com or localhost:5000=http://localhost:5000."
                )
            }
            registries[host] = parts.count == 2 ? parts[1] : "https://\(host)"
        }
    }

    /// The variables from which another process of this program reads the same.
    package var environment: [String: String] {
        var lists: [String: [String]] = [:]
        for mirror in mirrors {
            let name = mirror.takesToken ? "LLM_MANAGER_TRUSTED_HUB_MIRRORS" : "LLM_MANAGER_HUB_MIRRORS"
            lists[name, default: []].append(mirror.url)
        }
        for (host, url) in registries.sorted(by: { $0.key < $1.key }) {
            lists["LLM_MANAGER_OLLAMA_REGISTRIES", default: []].append("\(host)=\(url)")
        }
        return lists.mapValues { $0.joined(separator: ",") }
    }

    private static func list(_ name: String, in environment: [String: String]) -> [String] {
        (environment[name] ?? "").split { $0 == "," || $0.isWhitespace }.map(String.init)
    }
}
