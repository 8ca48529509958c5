/// What gcloud's active configuration says (`gcloud config list`), read from its files as they are.
struct GcloudConfiguration {
    let environment: [String: String]
    let read: @Sendable (String) throws -> String?

    /// gcloud's folder: `CLOUDSDK_CONFIG`, or `~/.config/gcloud`.
    var folder: String? {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        return value("CLOUDSDK_CONFIG") ?? value("HOME").map { "\($0)/.config/gcloud" }
    }

    /// `core/project` of the active configuration; nil when none is set or nothing can be read.
    var project: String? {
        if let named = environment["CLOUDSDK_CORE_PROJECT"], !named.isEmpty { return named }
        guard let folder else { return nil }
        let active = (try? read("\(folder)/active_config")) ?? nil
        let name =
            environment["CLOUDSDK_ACTIVE_CONFIG_NAME"] ?? active?.split(whereSeparator: \.isWhitespace).first.map(
                String.init)
            ?? "default"
        guard let text = (try? read("\(folder)/configurations/config_\(name)")) ?? nil else { return nil }
        var section = ""
        for line in text.split(whereSeparator: \.isNewline) {
            let trimmed = line.trimming(while: \.isWhitespace)
            if trimmed.hasPrefix("["), trimmed.hasSuffix("]") { section = String(trimmed.dropFirst().dropLast()) }
            let parts = trimmed.split(separator: "=", maxSplits: 1)
            guard section == "core", parts.count == 2, parts[0].trimming(while: \.isWhitespace) == "project" else {
                continue
            }
            let project = parts[1].trimming(while: \.isWhitespace)
            return project.isEmpty ? nil : String(project)
        }
        return nil
    }
}

extension Substring {
    fileprivate func trimming(while predicate: (Character) -> Bool) -> Substring {
        var text = drop(while: predicate)
        while let last = text.last, predicate(last) { text.removeLast() }
        return text
    }
}
