/// One module of the console, taken apart: what it imports, what it exports, and its text without either word.
///
/// Imports and exports begin in a line's first column, imports before all else, as the formatter and the linter leave
/// them.
struct Module {
    struct Import {
        var path: String
        var names: [(theirs: String, ours: String)]
    }

    let path: String
    private(set) var imports: [Import] = []
    private(set) var exports: [String] = []
    private var body: [String] = []

    /// - Throws: for a form of import, export or `await` that cannot become part of a joined script.
    init(path: String, text: String) throws {
        self.path = path
        var rest = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)[...]
        let count = rest.count
        var isHead = true
        while let line = rest.popFirst() {
            let place = "\(path):\(count - rest.count)"
            if line.firstMatch(of: /^import\b/) != nil {
                guard isHead else { throw EmbedError(message: "\(place): imports come first: \(line)") }
                var statement = line
                while !statement.hasSuffix(";"), let more = rest.popFirst() { statement += " " + more }
                imports.append(try Self.statement(statement, in: path, at: place))
                continue
            }
            if let first = line.first, !" /*".contains(first) { isHead = false }
            if line.firstMatch(of: /^export\b/) != nil {
                guard
                    let known = line.firstMatch(
                        of: /^export ((?:(?:async )?function\*?|class|const) ([A-Za-z_$][A-Za-z0-9_$]*)\b.*)$/)
                else { throw EmbedError(message: "\(place): only a class, a function or a const is exported: \(line)") }
                exports.append(String(known.output.2))
                body.append(String(known.output.1))
                continue
            }
            try Self.refuse(line, at: place)
            body.append(line)
        }
    }

    /// The module as a function's scope whose result holds the exports.
    func scope(named name: String, numbers: [String: Int]) -> String {
        let taken = imports.compactMap { needed in
            numbers[needed.path].map { number in
                let names = needed.names.map { $0.theirs == $0.ours ? $0.ours : "\($0.theirs): \($0.ours)" }
                return "const { \(names.joined(separator: ", ")) } = module\(number);"
            }
        }
        let given = exports.isEmpty ? [] : ["return { \(exports.joined(separator: ", ")) };"]
        let opening = exports.isEmpty ? "(() => {" : "const \(name) = (() => {"
        return ([opening] + taken + body + given + ["})();"]).joined(separator: "\n")
    }

    private static func statement(_ text: String, in path: String, at place: String) throws -> Import {
        guard let known = text.wholeMatch(of: /import \{([^}]*)\} from "(\.[^"]+)";/) else {
            throw EmbedError(message: "\(place): only names in braces are imported, from a relative path: \(text)")
        }
        let names = try known.output.1.split(separator: ",").compactMap { part -> (theirs: String, ours: String)? in
            let words = part.split(separator: " ").map(String.init)
            if words.isEmpty { return nil }
            if words.count == 1 { return (words[0], words[0]) }
            guard words.count == 3, words[1] == "as", words[0] != "default" else {
                throw EmbedError(message: "\(place): not a name that can be imported: \(part)")
            }
            return (words[0], words[2])
        }
        var parts = path.split(separator: "/").dropLast().map(String.init)
        for step in known.output.2.split(separator: "/") where step != "." {
            if step != ".." {
                parts.append(String(step))
            } else if parts.popLast() == nil {
                throw EmbedError(message: "\(place): leads out of the console's folder: \(text)")
            }
        }
        return Import(path: parts.joined(separator: "/"), names: names)
    }

    /// What works in a module and not in a function's scope.
    private static func refuse(_ line: String, at place: String) throws {
        let isComment = line.firstMatch(of: /^\s*(\*|\/\*|\/\/)/) != nil
        let code = isComment ? "" : line.replacing(/\/\*.*?\*\//, with: "")
        if code.firstMatch(of: /(^|[^A-Za-z0-9_$.#])import\s*(\(|\.meta)/) != nil {
            throw EmbedError(message: "\(place): no import while the console runs, and no import.meta: \(line)")
        }
        let isInner = code.isEmpty || code.first == " " || code.firstMatch(of: /\basync\b/) != nil
        if !isInner && code.firstMatch(of: /\bawait\b/) != nil {
            throw EmbedError(message: "\(place): a module does not wait before it is there: \(line)")
        }
    }
}
