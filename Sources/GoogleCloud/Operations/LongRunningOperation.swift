/// A long-running operation (`google.longrunning.Operation`).
package struct LongRunningOperation: Sendable, Hashable, Decodable {
    package struct Failure: Sendable, Hashable, Decodable {
        package var code: Int?
        package var message: String?
        package var details: [GoogleJSON]?
    }

    /// Empty for operations that answer at once.
    package var name: String
    package var done: Bool?
    package var error: Failure?
    package var metadata: GoogleJSON?
    package var response: GoogleJSON?

    package var isDone: Bool { done ?? false }

    /// The failure in the form of every other error; nil while it runs and when it succeeded.
    package var failure: GoogleCloudError? {
        error.map { error in
            GoogleCloudError(
                Self.codes[error.code ?? 2] ?? .unknown,
                message: error.message ?? "the operation failed without a message",
                request: "operation \(name)"
            )
        }
    }

    /// The numbers of `google.rpc.Code` (google/rpc/code.proto).
    private static let codes: [Int: GoogleCloudError.Code] = [
        1: .cancelled, 2: .unknown, 3: .invalidArgument, 4: .deadlineExceeded, 5: .notFound, 6: .alreadyExists,
        7: .permissionDenied, 8: .resourceExhausted, 9: .failedPrecondition, 10: .aborted, 11: .outOfRange,
        12: .unimplemented, 13: .internal, 14: .unavailable, 15: .dataLoss, 16: .unauthenticated,
    ]

    enum CodingKeys: CodingKey { case name, done, error, metadata, response }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decodeIfPresent(String.self, forKey: .name) ?? ""
        done = try container.decodeIfPresent(Bool.self, forKey: .done)
        // An error that cannot be read is no success.
        let hasFailed = try container.contains(.error) && !container.decodeNil(forKey: .error)
        error = hasFailed ? try container.decode(Failure.self, forKey: .error) : nil
        metadata = try container.decodeIfPresent(GoogleJSON.self, forKey: .metadata)
        response = try container.decodeIfPresent(GoogleJSON.self, forKey: .response)
    }
}
