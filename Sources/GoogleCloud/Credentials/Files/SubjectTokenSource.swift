import Outbound

/// Where an external account's own token comes from (`credential_source`).
package enum SubjectTokenSource: Sendable, Hashable {
    /// The whole text, or one field of a JSON object.
    package enum Format: Sendable, Hashable {
        case text
        case json(field: String)
    }

    package struct Executable: Sendable, Hashable {
        var command: String
        var timeoutMilliseconds: Int
        var outputFile: String?
    }

    case file(path: String, Format)
    case url(String, headers: [String: String], Format)
    case executable(Executable)
    /// The job that runs in GitHub Actions, by the two variables that it has.
    case gitHubActions

    /// For people; a URL without its query.
    package var description: String {
        switch self {
        case .file(let path, _): "the file \(path)"
        case .url(let url, _, _): OutboundError.place(of: url)
        case .executable: "an executable"
        case .gitHubActions: "GitHub Actions"
        }
    }

    struct File: Decodable {
        struct Format: Decodable {
            var type: String?
            var subject_token_field_name: String?
        }
        struct Executable: Decodable {
            var command: String?
            var timeout_millis: Int?
            var output_file: String?
        }
        struct Anything: Decodable { init(from decoder: any Decoder) throws {} }
        var environment_id: String?
        var certificate: Anything?
        var file: String?
        var url: String?
        var headers: [String: String]?
        var format: Format?
        var executable: Executable?
    }

    init(_ file: File?, subjectTokenType: String, place: String) throws {
        guard let file else { throw CredentialFile.invalid(place, "credential_source is missing") }
        if subjectTokenType == "urn:ietf:params:aws:token-type:aws4_request" || file.environment_id != nil {
            throw CredentialFile.unsupportedSource("aws", place)
        }
        if let executable = file.executable {
            self = .executable(try Executable(executable, place))
        } else if file.certificate != nil {
            throw CredentialFile.unsupportedSource("certificate", place)
        } else if let path = file.file {
            self = .file(path: path, try Self.format(file.format, place))
        } else if let url = file.url {
            self = .url(url, headers: file.headers ?? [:], try Self.format(file.format, place))
        } else {
            throw CredentialFile.invalid(place, "credential_source names no file, url or executable")
        }
    }

    private static func format(_ format: File.Format?, _ place: String) throws -> Format {
        switch format?.type {
        case nil, "text": return .text
        case "json":
            guard let field = format?.subject_token_field_name, !field.isEmpty else {
                throw CredentialFile.invalid(place, "format json needs subject_token_field_name")
            }
            return .json(field: field)
        case let other?:
            throw CredentialFile.invalid(place, "format type \(other.prefix(40)) is neither text nor json")
        }
    }
}

extension SubjectTokenSource.Executable {
    init(_ file: SubjectTokenSource.File.Executable, _ place: String) throws {
        guard let command = file.command, !command.isEmpty else {
            throw CredentialFile.invalid(place, "executable has no command")
        }
        // 5 to 120 s, 30 by default (google.auth.pluggable).
        let timeout = file.timeout_millis ?? 30_000
        guard (5_000...120_000).contains(timeout) else {
            throw CredentialFile.invalid(place, "timeout_millis must be from 5000 to 120000")
        }
        self.init(command: command, timeoutMilliseconds: timeout, outputFile: file.output_file)
    }
}
