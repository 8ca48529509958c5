/// A model in a directory of this machine: `dir:PATH[#NAME]`.
///
/// The canonical path has no `.`, no doubled and no last slash; `..` stands only at the beginning of a relative one.
/// The name defaults to the path's last part; a path that itself holds a `#` is always written with its name.
package struct DirectoryReference: Sendable, Hashable, CustomStringConvertible {
    package let path: String
    /// See ``ModelName``.
    package let name: String

    /// - Throws: `invalid-reference` for a path with control characters or a `..` after a name, and where no name can be
    ///   made of the path's last part.
    package init(parsing text: String) throws(Problem) {
        let (place, name) = ModelName.split(text)
        try self.init(path: place, name: name)
    }

    /// - Parameter name: nil means the path's last part.
    package init(path: String, name: String? = nil) throws(Problem) {
        self.path = try Self.canonical(path)
        let usable = self.path == "." || self.path.hasSuffix("..") ? "" : self.path
        self.name = try ModelName.chosen(name, place: usable, prefix: "dir:")
    }

    package var isAbsolute: Bool { path.hasPrefix("/") }

    /// The reference as a person at a prompt means it: a relative path begins in the working directory, `~/` at home.
    ///
    /// - Parameters:
    ///   - workingDirectory: absolute and free of symbolic links, as getcwd(3) gives it.
    ///   - home: the user's home directory, when there is one.
    package static func typed(_ text: String, in workingDirectory: String, home: String?) throws(Problem) -> Self {
        let (place, name) = ModelName.split(text)
        if let home, let rest = place == "~" ? "" : place.dropping(prefix: "~/") {
            return try Self(path: "\(home)/\(rest)", name: name)
        }
        var parts = try canonical(place).split(separator: "/").map(String.init)
        guard !place.hasPrefix("/") else { return try Self(path: place, name: name) }
        var base = workingDirectory.split(separator: "/").map(String.init)
        while let first = parts.first, first == ".." || first == "." {
            parts.removeFirst()
            if first == "..", !base.isEmpty { base.removeLast() }
        }
        return try Self(path: "/" + (base + parts).joined(separator: "/"), name: name)
    }

    package var description: String {
        let isPlain = !path.contains("#") && path.split(separator: "/").last.map(String.init) == name
        return isPlain ? path : "\(path)#\(name)"
    }

    private static func canonical(_ path: String) throws(Problem) -> String {
        guard (1...4096).contains(path.utf8.count), !ModelName.hasControls(path) else {
            throw problem(path, path.isEmpty ? "it is empty" : "it is too long or has control characters")
        }
        let isAbsolute = path.hasPrefix("/")
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", isAbsolute || parts.contains(where: { $0 != ".." }) {
                throw problem(path, "‘..’ may only stand at its beginning")
            }
            parts.append(part)
        }
        if isAbsolute { return "/" + parts.joined(separator: "/") }
        return parts.isEmpty ? "." : parts.joined(separator: "/")
    }

    private static func problem(_ path: String, _ why: String) -> Problem {
        Problem(
            .invalidReference, "Not a directory's path", detail: "‘\(ModelName.shown(path))’: \(why)",
            fix: "Write dir:PATH[#NAME], for example dir:/srv/models/my-finetune."
        )
    }
}
