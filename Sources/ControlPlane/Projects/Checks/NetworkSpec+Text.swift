package import Domain

extension NetworkSpec {
    /// For people.
    package var text: String {
        if isGoogles { return "Google's own path" }
        let share = allTraffic ? "all traffic" : "private addresses only"
        if let connector {
            return "connector \(Self.last(connector)), \(share)"
        }
        let host = sharedBy.map { " (shared by \($0))" } ?? ""
        return "subnetwork \(Self.last(subnetwork)) of \(Self.last(network))\(host), \(share)"
    }

    /// The project that the subnetwork's path names; nil: its name alone is given.
    package var sharedBy: String? {
        let parts = subnetwork.split(separator: "/")
        return parts.count > 2 && parts[0] == "projects" ? String(parts[1]) : nil
    }

    private static func last(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}
