/// An operation of Compute Engine, done when its status says so; a failure comes with HTTP 200.
package struct ComputeOperation: Sendable, Hashable, Decodable {
    struct Failure: Sendable, Hashable, Decodable {
        struct Line: Sendable, Hashable, Decodable {
            var code: String?
            var message: String?
        }
        var errors: [Line]?
    }

    package var name: String
    /// `PENDING`, `RUNNING` or `DONE`.
    package var status: String?
    package var httpErrorStatusCode: Int?
    var error: Failure?

    enum CodingKeys: CodingKey { case name, status, httpErrorStatusCode, error }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        status = try container.decodeIfPresent(String.self, forKey: .status)
        httpErrorStatusCode = try container.decodeIfPresent(Int.self, forKey: .httpErrorStatusCode)
        // An error that cannot be read is no success.
        let hasFailed = try container.contains(.error) && !container.decodeNil(forKey: .error)
        error = hasFailed ? try container.decode(Failure.self, forKey: .error) : nil
    }

    package var isDone: Bool { status == "DONE" }

    /// What it failed with; nil while it runs and when it succeeded.
    package var failure: GoogleCloudError? {
        guard let error else { return nil }
        let lines = error.errors ?? []
        let text = lines.map { $0.message ?? $0.code ?? "no message" }.joined(separator: "; ")
        let code: GoogleCloudError.Code =
            switch httpErrorStatusCode {
            case 403: .permissionDenied
            case 404: .notFound
            case 409: .aborted
            case 412: .conditionNotMet
            default: .unknown
            }
        return GoogleCloudError(
            code, message: text.isEmpty ? "the operation failed without a message" : text,
            httpStatus: httpErrorStatusCode, reason: lines.first?.code, request: "operation \(name)"
        )
    }
}
