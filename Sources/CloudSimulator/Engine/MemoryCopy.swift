/// A copy that a container's start makes from a mounted bucket into a file system in memory, as its environment tells it.
struct MemoryCopy: Sendable, Hashable {
    private let from: String
    private let to: String
    /// Files and folders below ``from``.
    private let what: [String]

    /// nil without such a copy, and when no file system in memory is mounted where it goes.
    init?(_ container: JSONValue, volumes: [JSONValue], environment: [String: String]) {
        guard let from = environment["LLM_MANAGER_COPY_FROM"], let to = environment["LLM_MANAGER_COPY_TO"],
            let what = environment["LLM_MANAGER_COPY_WHAT"]
        else { return nil }
        let isMounted = (container["volumeMounts"]?.array ?? []).contains { mount in
            guard let path = mount["mountPath"]?.string, to == path || to.hasPrefix(path + "/") else { return false }
            return volumes.contains { $0["name"] == mount["name"] && $0["emptyDir"]?["medium"]?.string == "MEMORY" }
        }
        guard isMounted else { return nil }
        self.from = from
        self.to = to
        self.what = what.split(separator: "\n").map(String.init)
    }

    /// Where a path of the copy came from; nil for what was not copied.
    func origin(of path: String) -> String? {
        guard path.hasPrefix(to + "/") else { return nil }
        let below = String(path.dropFirst(to.count + 1))
        let isCopied = what.contains { $0 == below || below.hasPrefix($0 + "/") || $0.hasPrefix(below + "/") }
        return isCopied ? "\(from)/\(below)" : nil
    }
}
