/// Joins a module and all that it imports into one script, so that a browser asks once, and what the modules have in
/// common is compressed once.
///
/// Every module becomes the scope of a function, in the order in which a browser would run them: what a module imports
/// comes before it. Only the forms that the console uses are known; any other stops the build with the file and line,
/// for a script that is joined wrongly would fail in the browser and nowhere else.
struct ModuleJoiner {
    private let modules: [String: Module]

    /// - Parameter sources: each module's text under its path below the root, `lib/html.js`.
    /// - Throws: for a form of import or export that is not known.
    init(_ sources: [String: String]) throws {
        modules = try Dictionary(
            uniqueKeysWithValues: sources.map { ($0.key, try Module(path: $0.key, text: $0.value)) })
    }

    /// One script that does what the module `entry` does, and the paths of the modules in it.
    ///
    /// - Throws: for a cycle, a module or a name that does not exist, and a module that stays a file although it
    ///   imports one that was joined: it would get a second one.
    func join(_ entry: String) throws -> (text: String, paths: Set<String>) {
        var ordered: [String] = []
        try visit(entry, from: [], into: &ordered)
        let numbers = Dictionary(uniqueKeysWithValues: ordered.enumerated().map { ($0.element, $0.offset) })
        for module in modules.values.sorted(by: { $0.path < $1.path }) where numbers[module.path] == nil {
            for needed in module.imports where numbers[needed.path] != nil {
                throw EmbedError(message: "\(module.path) is not reached by \(entry), but both need \(needed.path)")
            }
        }
        let scopes = try ordered.enumerated().map { number, path in
            guard let module = modules[path] else { throw EmbedError(message: "there is no module \(path)") }
            return module.scope(named: "module\(number)", numbers: numbers)
        }
        return (scopes.joined(separator: "\n"), Set(ordered))
    }

    private func visit(_ path: String, from trail: [String], into ordered: inout [String]) throws {
        if ordered.contains(path) { return }
        if let start = trail.firstIndex(of: path) {
            let circle = (trail[start...] + [path]).joined(separator: " → ")
            throw EmbedError(message: "modules import each other in a circle: \(circle)")
        }
        guard let module = modules[path] else {
            throw EmbedError(message: "\(trail.last ?? "the page") needs \(path), which does not exist")
        }
        for needed in module.imports {
            try visit(needed.path, from: trail + [path], into: &ordered)
            let missing = needed.names.map(\.theirs).filter { modules[needed.path]?.exports.contains($0) != true }
            guard missing.isEmpty else {
                throw EmbedError(message: "\(path) imports \(missing[0]), which \(needed.path) does not export")
            }
        }
        ordered.append(path)
    }
}
