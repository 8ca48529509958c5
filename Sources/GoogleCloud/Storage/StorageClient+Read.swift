package import Outbound

/// An object's bytes as they come, and what the head of the answer says about it.
package struct StorageReading: Sendable {
    package let body: OutboundStream
    /// Bytes of this answer.
    package let length: Int64?
    package let generation: Int64?
    /// Base64 sum of the whole object, also when only a range was read.
    package let crc32c: String?
}

extension StorageClient {
    /// Bytes of an object, all or `length` of them from `offset` on.
    ///
    /// Only getting the head is retried; a body that breaks is the caller's to continue.
    package func read(
        _ bucket: String,
        _ name: String,
        generation: Int64? = nil,
        offset: Int64 = 0,
        length: Int64? = nil
    ) async throws -> StorageReading {
        if length == 0 {
            let empty = OutboundStream { { nil } }
            return StorageReading(body: empty, length: 0, generation: generation, crc32c: nil)
        }
        var query = [("alt", "media")]
        if let generation { query.append(("generation", String(generation))) }
        var request = GoogleRequest(.get, .storage, Self.objectPath(bucket, name), query: query)
        if offset > 0 || length != nil {
            request.headers["Range"] = "bytes=\(offset)-" + (length.map { String(offset + $0 - 1) } ?? "")
        }
        request.traffic = .bulk
        request.timeouts = .bulk
        let response = try await api.perform(request)
        if request.headers["Range"] != nil, response.status != 206 {
            throw GoogleCloudError(
                .unreadable,
                message: "asked for a range, got the whole object",
                httpStatus: response.status,
                request: "GET \(OutboundError.place(of: response.url))"
            )
        }
        return StorageReading(
            body: response.body,
            length: response.contentLength,
            generation: response.headers["x-goog-generation"].flatMap { Int64($0) },
            crc32c: Self.crc32c(response.headers)
        )
    }

    /// `x-goog-hash: crc32c=n03x6A==,md5=...`, in one field or several.
    static func crc32c(_ headers: OutboundHeaders) -> String? {
        headers.all("x-goog-hash")
            .flatMap { $0.split(separator: ",") }
            .map { $0.trimmingPrefix(" ") }
            .first { $0.hasPrefix("crc32c=") }
            .map { String($0.dropFirst("crc32c=".count)) }
    }
}
