/// The query of `projects:search`. Terms are OR-ed between fields, case-insensitive, `*` at the end is a prefix.
struct ProjectSearch: Sendable {
    private var terms: [(field: String, value: String)] = []

    /// 400 for a field that the API does not search.
    init(_ text: String) throws {
        for word in text.split(whereSeparator: \.isWhitespace) where !["AND", "OR"].contains(word) {
            let parts = word.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == ":" || $0 == "=" }
            guard parts.count == 2 else {
                terms.append(("", word.lowercased()))
                continue
            }
            let field = String(parts[0])
            let known: Set<String> = [
                "displayName", "name", "projectId", "id", "parent", "parent.type", "parent.id", "state",
                "lifecycleState", "labels",
            ]
            guard known.contains(field) || field.hasPrefix("labels.") else {
                throw GoogleError.invalidArgument("Invalid query field \(field).", field: "query")
            }
            terms.append((field, parts[1].lowercased().filter { $0 != "\"" }))
        }
    }

    func matches(_ project: ProjectRecord) -> Bool {
        terms.isEmpty || terms.contains { matches(project, $0.field, $0.value) }
    }

    private func matches(_ project: ProjectRecord, _ field: String, _ value: String) -> Bool {
        let parent = project.parent.split(separator: "/").map(String.init)
        switch field {
        case "displayName", "name": return fits(project.displayName, value)
        case "projectId", "id": return fits(project.id, value)
        case "parent": return fits(project.parent, value)
        case "parent.type": return fits(parent.first.map { String($0.dropLast()) } ?? "", value)
        case "parent.id": return fits(parent.last ?? "", value)
        case "state", "lifecycleState": return fits("ACTIVE", value)
        case "labels": return project.labels.keys.contains { fits($0, value) }
        case "": return fits(project.id, value) || fits(project.displayName, value)
        default:
            guard let label = project.labels[String(field.dropFirst("labels.".count))] else { return false }
            return value == "*" || fits(label, value)
        }
    }

    private func fits(_ text: String, _ pattern: String) -> Bool {
        let text = text.lowercased()
        return pattern.hasSuffix("*") ? text.hasPrefix(pattern.dropLast()) : text == pattern
    }
}
