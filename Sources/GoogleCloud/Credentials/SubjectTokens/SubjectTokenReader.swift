import Foundation

/// Fetches the token of another provider that stands for us there; asked anew at every exchange.
protocol SubjectTokenReader: Sendable {
    /// - Throws: `GoogleCloudError` with code `credentialsInvalid`, `OutboundError`, `CancellationError`.
    func subjectToken() async throws -> String
}

extension SubjectTokenSource.Format {
    /// - Parameter place: how the text is named in errors; it is never shown itself.
    func token(in text: String, from place: String) throws -> String {
        let token: String?
        switch self {
        case .text: token = text
        case .json(let field):
            let members = try? JSONDecoder().decode([String: Field].self, from: Data(text.utf8))
            token = members?[field]?.text
        }
        // A file that an editor made ends with a line feed; no kind of token holds one.
        let trimmed = token?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        guard !trimmed.isEmpty else {
            let what = if case .json(let field) = self { "no text in field \(field)" } else { "no text" }
            throw GoogleCloudError(
                .credentialsInvalid, message: "\(place) holds \(what)",
                advice: "Look whether the program that writes the subject token runs, and at credential_source.format."
            )
        }
        return trimmed
    }

    private struct Field: Decodable {
        var text: String?
        init(from decoder: any Decoder) throws { text = try? decoder.singleValueContainer().decode(String.self) }
    }
}
