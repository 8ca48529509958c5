import Foundation
import NIOCore
import NIOHTTP1

/// The head of a request, taken apart: path segments and query are percent-decoded.
struct SinkRequest {
    let head: HTTPRequestHead
    let path: [String]
    let query: [String: String]

    init(_ head: HTTPRequestHead) {
        self.head = head
        let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = (parts.first ?? "").split(separator: "/").map(Self.decoded)
        var query: [String: String] = [:]
        for pair in (parts.count > 1 ? parts[1] : "").split(separator: "&") {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            query[Self.decoded(sides[0])] = sides.count > 1 ? Self.decoded(sides[1]) : ""
        }
        self.query = query
    }

    /// How much of the body is needed as bytes. Objects stay readable up to 1 MiB (journals, catalogs); a body that
    /// holds metadata beside the bytes is kept whole.
    var keeps: Int { query["uploadType"] == "multipart" ? 64 << 20 : 1 << 20 }

    /// `https://host:port`, as the client calls us.
    var base: String { "https://\(head.headers.first(name: "Host") ?? "127.0.0.1")" }

    /// `Content-Range: bytes FIRST-LAST/TOTAL`, `bytes */TOTAL`; an unknown number is nil.
    var contentRange: (first: Int?, total: Int?)? {
        guard let text = head.headers.first(name: "Content-Range"), text.hasPrefix("bytes ") else { return nil }
        let sides = text.dropFirst("bytes ".count).split(separator: "/")
        guard sides.count == 2 else { return nil }
        return (sides[0].split(separator: "-").first.flatMap { Int($0) }, Int(sides[1]))
    }

    private static func decoded(_ text: Substring) -> String {
        text.utf8.contains(UInt8(ascii: "%")) ? text.removingPercentEncoding ?? String(text) : String(text)
    }
}

/// What goes back.
struct SinkAnswer {
    var status = 200
    var headers: [(String, String)] = []
    var body = ByteBuffer()
}
