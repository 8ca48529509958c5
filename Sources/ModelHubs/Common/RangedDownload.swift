import Domain
import NIOCore
import Outbound

/// Opens a file of a hub by a link that may lead to another host by a signed, expiring address.
struct RangedDownload: Sendable {
    let client: OutboundClient
    let address: HubAddress
    /// How messages call the hub.
    let hub: String
    let links: DownloadLinks

    /// - Parameters:
    ///   - headers: sent to the hub only; credentials never leave its origin (``OutboundClient`` sees to that).
    ///   - explain: what an unsuccessful answer of the hub itself means.
    func open(
        _ url: String, headers: OutboundHeaders, range: Range<Int64>?,
        explain: (OutboundResponse) async -> Problem
    ) async throws -> SourceStream {
        if let range, range.isEmpty {
            return SourceStream(offset: range.lowerBound, totalSize: nil, body: ByteStream(ByteBuffer()))
        }
        var request = OutboundRequest(
            .get, url, headers: headers, traffic: .bulk, timeouts: .bulk, redirects: .standard, retry: .idempotent
        )
        request.headers["Accept-Encoding"] = "identity"
        if let range { request.headers["Range"] = "bytes=\(range.lowerBound)-\(range.upperBound - 1)" }
        return try await translating(hub: hub) {
            if let response = try await known(request) {
                return try await read(response, range: range, explain: explain)
            }
            var response = try await client.send(request)
            if hasExpired(response) { response = try await client.send(request) }
            if response.status == 206, !address.owns(response.url) { links.keep(response.url, for: url, headers) }
            return try await read(response, range: range, explain: explain)
        }
    }

    /// The answer of the address that the file's link has led to before; nil when there is none, or it refuses.
    private func known(_ request: OutboundRequest) async throws -> OutboundResponse? {
        guard let range = request.headers["Range"], let link = links.link(for: request.url, request.headers) else {
            return nil
        }
        // No credentials: they are the hub's.
        let direct = OutboundRequest(
            .get, link, headers: ["Accept-Encoding": "identity", "Range": range], traffic: .bulk, timeouts: .bulk
        )
        do {
            let response = try await client.send(direct)
            if response.status == 206 { return response }
        } catch let error as OutboundError {
            guard error.code != .cancelled, !Task.isCancelled else { throw error }
        }
        links.forget(request.url, request.headers)
        return nil
    }

    /// A signed link's host says 403 or 410 when the link is too old: asking the hub again gives a new one.
    private func hasExpired(_ response: OutboundResponse) -> Bool {
        (response.status == 403 || response.status == 410) && !address.owns(response.url)
    }

    private func read(
        _ response: OutboundResponse, range: Range<Int64>?, explain: (OutboundResponse) async -> Problem
    ) async throws -> SourceStream {
        switch response.status {
        case 200:
            return stream(response, from: 0, size: response.contentLength, range: range)
        case 206:
            guard let asked = range, let given = response.headers["Content-Range"].flatMap(ContentRange.init),
                given.range.lowerBound == asked.lowerBound
            else {
                throw Problem(
                    .sourceUnavailable, "The hub answered with other bytes",
                    detail: "\(hub) sent Content-Range ‘\(response.headers["Content-Range"] ?? "none")’, asked was "
                        + (range.map { "bytes \($0.lowerBound)-\($0.upperBound - 1)" } ?? "the whole file"),
                    isRetryable: true
                )
            }
            return stream(response, from: given.range.lowerBound, size: given.size, range: range)
        case 416:
            throw Problem(
                .truncated, "The file is shorter than the hub had said",
                detail: "\(hub) has no byte \(range?.lowerBound ?? 0) of \(OutboundError.place(of: response.url))",
                fix: "Start the import again: the hub's list and its file disagree."
            )
        default:
            guard !address.owns(response.url) else { throw await explain(response) }
            throw Problem(
                response.status == 429 ? .rateLimited : .sourceUnavailable,
                "The hub's file server refuses the download",
                detail: "\(OutboundError.place(of: response.url)) answered \(response.status)",
                isRetryable: response.status == 403 || response.status == 410 || response.status >= 429
            )
        }
    }

    private func stream(_ response: OutboundResponse, from offset: Int64, size: Int64?, range: Range<Int64>?)
        -> SourceStream
    {
        let limit = range.map { $0.upperBound - offset }
        return SourceStream(
            offset: offset, totalSize: size, body: ByteStream(HubBody(hub: hub, base: response.body, limit: limit)),
            refusals: response.refusals
        )
    }
}

extension SourceFile {
    /// The bytes that the source already holds, as an open file; nil when they must be fetched.
    func openInline(range: Range<Int64>?) -> SourceStream? {
        guard let inline else { return nil }
        let all = 0..<Int64(inline.count)
        let span = (range ?? all).clamped(to: all)
        let bytes = inline[Int(span.lowerBound)..<Int(span.upperBound)]
        return SourceStream(
            offset: span.lowerBound, totalSize: all.upperBound, body: ByteStream(ByteBuffer(bytes: bytes))
        )
    }
}
