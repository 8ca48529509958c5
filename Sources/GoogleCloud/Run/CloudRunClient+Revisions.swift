import Outbound

/// A revision (`run.v2.Revision`), as answers carry it.
package struct RunRevision: Sendable, Hashable, Decodable {
    /// `projects/P/locations/R/services/S/revisions/REV`.
    package var name: String
    package var generation: GoogleInt64?
    package var createTime: String?
    package var deleteTime: String?
    package var service: String?
    package var conditions: [RunCondition]?
    package var reconciling: Bool?
    package var containers: [RunContainer]?
    package var logUri: String?
    package var labels: [String: String]?
    package var annotations: [String: String]?
}

extension CloudRunClient {
    package func revision(project: String, region: String, service: String, id: String) async throws -> RunRevision {
        let path = "\(Self.service(project, region, service))/revisions/\(PercentEncoding.component(id))"
        return try await api.send(GoogleRequest(.get, .run, path))
    }

    /// Every revision, the newest first.
    package func revisions(project: String, region: String, service: String) async throws -> [RunRevision] {
        struct Answer: Decodable {
            var revisions: [RunRevision]?
            var nextPageToken: String?
        }
        var found: [RunRevision] = []
        var token: String?
        repeat {
            let query = token.map { [("pageToken", $0)] } ?? []
            let path = "\(Self.service(project, region, service))/revisions"
            let page = try await api.send(GoogleRequest(.get, .run, path, query: query), as: Answer.self)
            found += page.revisions ?? []
            token = page.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
        } while token != nil
        return found
    }
}
