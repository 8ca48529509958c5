import Foundation

/// Turns the files of a folder into one Swift source file of raw string literals.
///
/// Usage: `WebEmbedder OUTPUT ROOT FILE…`. Only UTF-8 text is accepted: the console carries no binary assets.
/// Raw strings, because a byte-array literal of the same size takes minutes to compile. Comments and indentation
/// of scripts and styles stay behind: they are for those who read Web/, and every visitor would wait for them. For the
/// same reason `app.js` and all modules that it reaches become one script.
@main
struct WebEmbedder {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3 else {
            throw EmbedError(message: "usage: WebEmbedder OUTPUT ROOT FILE…")
        }
        let root = URL(fileURLWithPath: arguments[2], isDirectory: true).standardizedFileURL.path
        var source = "// Generated from Web/ by the EmbedWeb plugin.\n\nenum EmbeddedWeb {\n"
        source += "    static let files: [(path: String, text: String)] = [\n"
        var files: [String: String] = [:]
        for name in arguments[3...] {
            let file = URL(fileURLWithPath: name).standardizedFileURL
            guard let whole = String(data: try Data(contentsOf: file), encoding: .utf8) else {
                throw EmbedError(message: "\(file.path) is not UTF-8 text; the console carries text only")
            }
            files[String(file.path.dropFirst(root.count).drop { $0 == "/" })] = whole
        }
        for (path, whole) in try joined(files).sorted(by: { $0.key < $1.key }) {
            let text = path.hasSuffix(".js") || path.hasSuffix(".css") ? bare(whole) : whole
            let fence = String(repeating: "#", count: longestFence(in: text) + 1)
            source += "        (\"\(path)\", \(fence)\"\"\"\n\(text)\n\"\"\"\(fence)),\n"
        }
        source += "    ]\n}\n"
        try source.write(toFile: arguments[1], atomically: true, encoding: .utf8)
    }

    /// The files with one script in place of `app.js` and the modules that it reaches.
    static func joined(_ files: [String: String]) throws -> [String: String] {
        let script = try ModuleJoiner(files.filter { $0.key.hasSuffix(".js") }).join("app.js")
        var rest = files.filter { !script.paths.contains($0.key) }
        rest["app.js"] = script.text
        return rest
    }

    /// Without indentation, empty lines, and lines that are comments from their first character to their last. The
    /// console's own tests hold that no other line looks like one, and that no template minds its indentation.
    static func bare(_ text: String) -> String {
        var kept: [Substring] = []
        var isInside = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let words = line.drop { $0 == " " || $0 == "\t" }
            if !isInside && words.hasPrefix("//") { continue }
            // A comment that code follows on its line is a type in the middle of an expression.
            let isWhole = words.hasPrefix("/*") && (words.hasSuffix("*/") || !words.contains("*/"))
            if isInside || isWhole {
                isInside = !words.hasSuffix("*/")
                continue
            }
            if !words.isEmpty { kept.append(words) }
        }
        return kept.joined(separator: "\n")
    }

    /// The longest run of `#` in the text: a literal fenced with one more cannot be closed by it.
    static func longestFence(in text: String) -> Int {
        var longest = 0
        var run = 0
        for byte in text.utf8 {
            run = byte == UInt8(ascii: "#") ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}

struct EmbedError: Error, CustomStringConvertible {
    var message: String
    var description: String { message }
}
