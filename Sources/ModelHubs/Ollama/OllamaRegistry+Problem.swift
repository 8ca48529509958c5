import Domain
import ModelFormats
import NIOCore
import Outbound

extension OllamaRegistry {
    /// What an unsuccessful answer of the registry means.
    func problem(_ response: OutboundResponse, name: OllamaReference, what: String) async -> Problem {
        let body = await response.prefix(upTo: 4096)
        let error = (try? JSONValue(parsing: body))?["errors"]?.list?.first
        let said = error?["message"]?.text ?? String(decoding: body.readableBytesView.prefix(200), as: UTF8.self)
        let detail =
            "\(name.host) answered \(response.status) for \(what) of \(name)"
            + (said.isEmpty ? "" : ": \(Self.printable(said))")
        switch response.status {
        case 404 where error?["code"]?.text == "MANIFEST_UNKNOWN" && name.tag != OllamaReference.defaultTag:
            return Problem(
                .revisionNotFound, "No such model or tag", detail: detail,
                fix: "See the model's tags at https://ollama.com/library/\(name.model)/tags."
            )
        case 400, 404:
            return Problem(
                .modelNotFound, "No such model", detail: detail,
                fix: "Check the spelling; on hf.co the tag is a quantization, for example :Q4_K_M."
            )
        case 401, 403:
            return Problem(
                .modelGated, "The registry does not give this model to everybody", detail: detail,
                fix: "Import it from Hugging Face with hf:ORG/NAME and a token, or use a public model."
            )
        case 429:
            return Problem(
                .rateLimited, "Too many requests", detail: detail, fix: "Wait a few minutes.", isRetryable: true)
        default:
            return Problem(
                .sourceUnavailable, "The registry fails", detail: detail, isRetryable: response.status >= 500
            )
        }
    }

    /// One line, without control characters, 200 characters at most.
    private static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }).prefix(
                200))
    }
}
