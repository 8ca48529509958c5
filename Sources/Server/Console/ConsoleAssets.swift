import Foundation

/// The files that were built in, under addresses that name their content: `/assets/HASH/app.js`.
///
/// One hash stands for all files, so that they stay within one build of the console, and a browser may keep each file for
/// ever. Only the first page is asked for again; it names the hash. The modules are one script already when they are
/// built in.
struct ConsoleAssets: Sendable {
    static let folder = "assets"

    private let files: [String: ConsoleFile]
    /// Changes with any byte of any file.
    let hash: String

    init(_ texts: [(path: String, text: String)]) {
        var fingerprint = Fingerprint()
        for (path, text) in texts.sorted(by: { $0.path < $1.path }) {
            fingerprint.add(path.utf8)
            fingerprint.add(text.utf8)
        }
        let hash = String(fingerprint.value, radix: 16)
        self.hash = hash
        let styles = texts.filter { $0.path.hasSuffix(".css") }
        var files: [String: ConsoleFile] = [:]
        for (path, text) in texts {
            let shown = path == "index.html" ? Self.page(text, hash: hash) : text
            files[path] = ConsoleFile(path: path, bytes: Array(shown.utf8))
        }
        if let page = texts.first(where: { $0.path == "index.html" })?.text {
            let sheet = Self.sheets(page).compactMap { name in styles.first { "/\($0.path)" == name }?.text }
            files[Self.sheet] = ConsoleFile(path: Self.sheet, bytes: Array(sheet.joined(separator: "\n").utf8))
        }
        self.files = files
    }

    subscript(path: String) -> ConsoleFile? { files[path] }

    /// The paths of what a browser loads: the page, its one sheet, its one script, the icon.
    var loaded: [String] { files.keys.filter { !$0.hasSuffix(".css") || $0 == Self.sheet }.sorted() }

    /// All styles in the page's order, as one file.
    private static let sheet = "styles/all.css"

    /// The sheets that the page names, in order.
    private static func sheets(_ page: String) -> [String] {
        page.matches(of: /<link rel="stylesheet" href="([^"]+)" \/>/).map { String($0.output.1) }
    }

    /// The first page, its script and styles named by content.
    private static func page(_ text: String, hash: String) -> String {
        let prefix = "/\(folder)/\(hash)/"
        let sheet = "<link rel=\"stylesheet\" href=\"\(prefix)\(sheet)\" />"
        return text.replacing(/<link rel="stylesheet" href="[^"]+" \/>\s*/, with: "")
            .replacingOccurrences(of: "=\"/app.js\"", with: "=\"\(prefix)app.js\"")
            .replacingOccurrences(of: "=\"/icon.svg\"", with: "=\"\(prefix)icon.svg\"")
            .replacingOccurrences(of: "</head>", with: "\(sheet)\n</head>")
    }
}
