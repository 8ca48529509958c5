import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The web console: the files that were built in, or those of a folder.
///
/// Unknown addresses get the first page, because the console's own addresses live in the browser.
struct Console: Sendable {
    private let embedded: [String: ConsoleFile]
    private let root: String?

    /// - Throws: `invalid-request` for a web root without an index.html.
    init(webRoot: String?) throws(Problem) {
        root = webRoot
        var files: [String: ConsoleFile] = [:]
        if webRoot == nil {
            for (path, text) in EmbeddedWeb.files { files[path] = ConsoleFile(path: path, bytes: Array(text.utf8)) }
        }
        embedded = files
        if let webRoot, Self.read("index.html", in: webRoot) == nil {
            throw Problem(
                .invalidRequest, "Not a web root", detail: "\(webRoot) has no readable index.html",
                fix: "Give the folder Web of the sources, or leave --web-root out."
            )
        }
    }

    func response(to request: Request) throws -> Response {
        let path = request.uri.path
        guard let file = file(at: path) else { throw HTTPProblem.notFound(path) }
        var headers: HTTPFields = [
            .contentType: file.contentType, .eTag: file.tag, .cacheControl: "no-cache",
        ]
        if let known = request.headers[.ifNoneMatch], known == "*" || known.contains(file.tag) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentLength] = "\(file.bytes.count)"
        guard request.method != .head else { return Response(status: .ok, headers: headers) }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes)))
    }

    private func file(at path: String) -> ConsoleFile? {
        let parts = path.split(separator: "/").compactMap { String($0).removingPercentEncoding }
        let isSafe = parts.allSatisfy {
            !$0.hasPrefix(".") && !$0.contains("/") && !$0.contains("\\") && !$0.contains("\0")
        }
        guard isSafe else { return nil }
        if let found = stored(parts.joined(separator: "/")) { return found }
        guard parts.last?.contains(".") != true else { return nil }
        return stored("index.html")
    }

    private func stored(_ path: String) -> ConsoleFile? {
        guard !path.isEmpty else { return nil }
        guard let root else { return embedded[path] }
        return Self.read(path, in: root)
    }

    private static func read(_ path: String, in root: String) -> ConsoleFile? {
        guard ConsoleFile.types[path.split(separator: ".").last.map(String.init) ?? ""] != nil else { return nil }
        let file = URL(fileURLWithPath: root, isDirectory: true).appending(path: path)
        guard let data = try? Data(contentsOf: file) else { return nil }
        return ConsoleFile(path: path, bytes: Array(data))
    }
}
