import Hummingbird

extension HubContent {
    /// Answers GET and HEAD with ranges: 200, 206 or 416.
    ///
    /// - Parameter headers: what the answer says besides its length and range.
    func response(to request: Request, headers: HTTPFields, context: some RequestContext) async throws -> Response {
        var headers = headers
        headers[.acceptRanges] = "bytes"
        if !headers.contains(.contentType) { headers[.contentType] = "application/octet-stream" }
        let range: Range<Int64>
        let status: HTTPResponse.Status
        switch RequestedRange(request.headers[.range], size: size) {
        case .whole:
            range = 0..<size
            status = .ok
        case .part(let part):
            range = part
            status = .partialContent
            headers[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(size)"
        case .unsatisfiable:
            headers[.contentRange] = "bytes */\(size)"
            return Response(status: .rangeNotSatisfiable, headers: headers)
        }
        headers[.contentLength] = String(range.count)
        guard request.method != .head else { return Response(status: status, headers: headers) }
        return Response(status: status, headers: headers, body: try await body(range, context: context))
    }
}
