import Foundation

/// What an executable source writes to its output, or to its output file.
struct ExecutableAnswer: Decodable {
    private var version: Int?
    private var success: Bool?
    private var token_type: String?
    private var id_token: String?
    private var saml_response: String?
    private var expiration_time: GoogleInt64?
    private var code: String?
    private var message: String?

    /// - Throws: `credentialsInvalid` when it is not the documented JSON.
    init(_ data: Data) throws {
        guard let answer = try? JSONDecoder().decode(Self.self, from: data) else {
            throw Self.refusal("its output is not the documented JSON")
        }
        self = answer
    }

    /// The token, when the answer is a success, of a version that we know, and not past its time.
    func token(now: Date) throws -> String {
        guard let version, let success else { throw Self.refusal("version or success is missing in its output") }
        guard version <= 1 else { throw Self.refusal("its output has version \(version), and 1 is the newest known") }
        guard success else {
            guard let code, let message else { throw Self.refusal("it failed without code and message") }
            throw Self.refusal("it failed with \(code.prefix(80)): \(message.prefix(400))")
        }
        if let expiration_time, Double(expiration_time.value) < now.timeIntervalSince1970 {
            throw Self.refusal("its token is past its time")
        }
        let token: String?
        switch token_type {
        case "urn:ietf:params:oauth:token-type:jwt", "urn:ietf:params:oauth:token-type:id_token": token = id_token
        case "urn:ietf:params:oauth:token-type:saml2": token = saml_response
        case nil: throw Self.refusal("token_type is missing in its output")
        case let type?: throw Self.refusal("its token_type \(type.prefix(80)) is not supported")
        }
        guard let token, !token.isEmpty else { throw Self.refusal("its output has no token") }
        return token
    }

    /// The token of an output file, which must say how long it is good for.
    func cachedToken(now: Date) -> String? {
        expiration_time == nil ? nil : try? token(now: now)
    }

    static func refusal(_ why: String) -> GoogleCloudError {
        GoogleCloudError(
            .credentialsInvalid, message: "the executable that gives the subject token: \(why)",
            advice: "Run credential_source.executable.command by hand and look at what it prints."
        )
    }
}
