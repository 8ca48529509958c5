import Hummingbird

extension HuggingFaceHub {
    /// A small file comes at once; a large one by a signed link on another host.
    func resolve(
        _ repository: HubRepository,
        path: String,
        request: Request,
        context: SimulatorContext
    ) async throws -> Response {
        guard let file = repository.files.first(where: { $0.path == path }) else {
            throw HuggingFaceError.entryNotFound
        }
        var headers = HTTPFields(named: [
            "X-Repo-Commit": repository.commit,
            "Accept-Ranges": "bytes",
            "Access-Control-Expose-Headers":
                "X-Repo-Commit,X-Request-Id,X-Error-Code,X-Error-Message,X-Linked-Size,X-Linked-ETag,ETag,Link",
            "Cache-Control": "no-cache",
        ])
        guard file.isLarge else {
            headers[.eTag] = file.entityTag
            headers[.contentType] = "text/plain; charset=utf-8"
            headers[.contentDisposition] = "inline; filename=\"\(path.split(separator: "/").last ?? "")\""
            return try await file.content.response(to: request, headers: headers, context: context)
        }
        headers[named: "X-Linked-Size"] = String(file.size)
        headers[named: "X-Linked-Etag"] = file.entityTag
        headers[.location] = links.link(to: "/huggingface/\(repository.id)/\(file.digest.sha256)")
        headers[.contentType] = "text/plain; charset=utf-8"
        return Response(status: .found, headers: headers)
    }
}
