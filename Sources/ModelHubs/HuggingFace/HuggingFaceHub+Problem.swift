import Domain
import ModelFormats
import NIOCore
import Outbound

extension HuggingFaceHub {
    /// What an unsuccessful answer means. The hub tells its causes apart by `X-Error-Code` and `X-Error-Message`; a 401
    /// without a token is its normal answer for a repository that does not exist or is private.
    func problem(_ response: OutboundResponse, name: HuggingFaceReference?, what: String, hasToken: Bool) async
        -> Problem
    {
        let message = await said(response)
        let model = name.map { "\($0)" } ?? Self.title
        let detail =
            "\(Self.title) answered \(response.status) for \(what) of \(model)"
            + (message.isEmpty ? "" : ": \(message)")
        if message.lowercased().contains("access to this resource is disabled"), let name { return Self.disabled(name) }
        switch (response.headers["X-Error-Code"], response.status) {
        case ("GatedRepo", 401):
            return hasToken ? Self.rejected(detail) : Self.needsToken(detail, name)
        case ("GatedRepo", _):
            return Problem(
                .modelGated, "The model's terms are not accepted", detail: detail,
                fix: "Open \(page(of: name)), accept the terms with the account of this token (a fine-grained token "
                    + "also needs the right to read gated repositories), then start again."
            )
        case ("RevisionNotFound", _):
            return Problem(
                .revisionNotFound, "No such revision", detail: detail,
                fix: "Choose a branch, a tag or a commit that \(page(of: name)) shows."
            )
        case ("EntryNotFound", _):
            return Problem(.notFound, "No such file", detail: detail)
        case (_, 401) where hasToken && isAboutCredentials(message, response):
            return Self.rejected(detail)
        case ("RepoNotFound", _), (_, 404), (_, 401):
            return Problem(
                .modelNotFound, "No such model", detail: detail,
                fix: hasToken
                    ? "Check the spelling, and that the account of this token may read the model."
                    : "Check the spelling; a private model needs a token."
            )
        case (_, 403):
            return Problem(
                .modelGated, "The hub refuses access", detail: detail,
                fix: "Check at \(page(of: name)) what the account of this token may read."
            )
        case (_, 429):
            return Problem(
                .rateLimited, "Too many requests to the hub", detail: detail,
                fix: hasToken ? "Wait five minutes." : "Wait five minutes, or give a token: it raises the limit.",
                isRetryable: true
            )
        default:
            return Problem(
                .sourceUnavailable, "The hub fails", detail: detail,
                fix: "Try again in some minutes; the hub's status page tells whether it is known.",
                isRetryable: response.status >= 500
            )
        }
    }

    static func disabled(_ name: HuggingFaceReference) -> Problem {
        Problem(
            .unsupportedModel, "The model is disabled", detail: "Hugging Face has disabled access to \(name)",
            fix: "Choose another model."
        )
    }

    /// With a token, 401 without the hub's "no such repository" can only be about the token.
    private func isAboutCredentials(_ message: String, _ response: OutboundResponse) -> Bool {
        message.lowercased().contains("invalid credentials")
            || message.lowercased().contains("invalid username or password")
            || response.headers["X-Error-Code"] == nil
    }

    private static func rejected(_ detail: String) -> Problem {
        Problem(
            .tokenRejected, "The hub does not accept the token", detail: detail,
            fix: "Make a new token with the right to read at https://huggingface.co/settings/tokens."
        )
    }

    private static func needsToken(_ detail: String, _ name: HuggingFaceReference?) -> Problem {
        Problem(
            .needsToken, "The model is gated: a token is needed", detail: detail,
            fix:
                "Accept the model's terms on its page and give a token of https://huggingface.co/settings/tokens."
        )
    }

    private func page(of name: HuggingFaceReference?) -> String { "\(address.base)/\(name?.repository ?? "")" }

    /// The hub's own words in one line, from the header or the body.
    private func said(_ response: OutboundResponse) async -> String {
        let body = await response.prefix(upTo: 4096)
        let text = response.headers["X-Error-Message"] ?? (try? JSONValue(parsing: body))?["error"]?.text ?? ""
        return String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }).prefix(
                300))
    }
}
