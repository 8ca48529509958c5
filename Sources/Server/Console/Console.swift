import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The web console: the files that were built in, or those of a folder.
///
/// Unknown addresses get the first page, because the console's own addresses live in the browser. What was built in is
/// sent compressed to whom takes it; a folder's files are sent as they are, for those who work on them.
struct Console: Sendable {
    private let assets: ConsoleAssets?
    private let root: String?

    /// - Throws: `invalid-request` for a web root without an index.html.
    init(webRoot: String?) throws(Problem) {
        root = webRoot
        assets = webRoot == nil ? ConsoleAssets(EmbeddedWeb.files) : nil
        if let webRoot, Self.read("index.html", in: webRoot) == nil {
            throw Problem(
                .invalidRequest, "Not a web root", detail: "\(webRoot) has no readable index.html",
                fix: "Give the folder Web of the sources, or leave --web-root out."
            )
        }
    }

    func response(to request: Request) throws -> Response {
        let path = request.uri.path
        guard let (file, isNamedByContent) = find(path) else { throw HTTPProblem.notFound(path) }
        let packed = assets != nil && Self.takesGzip(request) ? file.gzip : nil
        let tag = packed == nil ? file.tag : file.packedTag
        var headers: HTTPFields = [
            .contentType: file.contentType, .eTag: tag, .vary: "Accept-Encoding",
            .cacheControl: isNamedByContent ? "public, max-age=31536000, immutable" : "no-cache",
        ]
        if let known = request.headers[.ifNoneMatch], known == "*" || known.contains(tag) {
            return Response(status: .notModified, headers: headers)
        }
        let bytes = packed ?? file.bytes
        if packed != nil { headers[.contentEncoding] = "gzip" }
        headers[.contentLength] = "\(bytes.count)"
        guard request.method != .head else { return Response(status: .ok, headers: headers) }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// Whether an answer may be gzip (RFC 9110, 12.5.3): named, and not with a weight of nothing.
    private static func takesGzip(_ request: Request) -> Bool {
        guard let accepted = request.headers[.acceptEncoding] else { return false }
        return accepted.split(separator: ",").contains { coding in
            let parts = coding.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
            guard let name = parts.first, name == "gzip" || name == "*" else { return false }
            return !parts.dropFirst().contains { $0.hasPrefix("q=0") && !$0.contains { "123456789".contains($0) } }
        }
    }

    /// A file, and whether the address names its content. An address of another build gets this build's file, which
    /// may not be kept: a page that was opened before an update goes on to work.
    private func find(_ path: String) -> (file: ConsoleFile, isNamedByContent: Bool)? {
        var parts = path.split(separator: "/").compactMap { String($0).removingPercentEncoding }
        let isSafe = parts.allSatisfy {
            !$0.hasPrefix(".") && !$0.contains("/") && !$0.contains("\\") && !$0.contains("\0")
        }
        guard isSafe else { return nil }
        var isNamedByContent = false
        if let assets, parts.count > 2, parts[0] == ConsoleAssets.folder {
            isNamedByContent = parts[1] == assets.hash
            parts.removeFirst(2)
        }
        if let found = stored(parts.joined(separator: "/")) { return (found, isNamedByContent) }
        guard parts.last?.contains(".") != true, let page = stored("index.html") else { return nil }
        return (page, false)
    }

    private func stored(_ path: String) -> ConsoleFile? {
        guard !path.isEmpty else { return nil }
        guard let root else { return assets?[path] }
        return Self.read(path, in: root)
    }

    private static func read(_ path: String, in root: String) -> ConsoleFile? {
        guard ConsoleFile.types[path.split(separator: ".").last.map(String.init) ?? ""] != nil else { return nil }
        let file = URL(fileURLWithPath: root, isDirectory: true).appending(path: path)
        guard let data = try? Data(contentsOf: file) else { return nil }
        return ConsoleFile(path: path, bytes: Array(data))
    }
}
