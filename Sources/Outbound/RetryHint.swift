package import Foundation
package import NIOCore

/// How long a server asks us to wait, in the words of RFC 9110, of Hugging Face and of google.rpc.
package enum RetryHint {
    /// More of an error's body than this is not looked at.
    static let longestBody = 64 * 1024

    /// The wait that an answer asks for, and the answer with its body kept for the caller.
    static func read(_ response: OutboundResponse) async -> (wait: Duration?, response: OutboundResponse) {
        let body = await response.prefix(upTo: longestBody)
        var kept = response
        kept.body = OutboundStream(body)
        return (wait(headers: response.headers, body: body, now: Date.now), kept)
    }

    package static func wait(headers: OutboundHeaders, body: ByteBuffer?, now: Date) -> Duration? {
        if let text = headers["Retry-After"], let wait = retryAfter(text, now: now) { return wait }
        if let text = headers["RateLimit"], let wait = rateLimit(text) { return wait }
        return body.flatMap { retryInfo(Data($0.readableBytesView)) }
    }

    /// Seconds or an HTTP date (RFC 9110 section 10.2.3).
    package static func retryAfter(_ text: String, now: Date) -> Duration? {
        let text = text.trimmingCharacters(in: .whitespaces)
        if let seconds = Int64(text), seconds >= 0 { return .seconds(min(seconds, 86_400)) }
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "GMT")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        guard let date = formatter.date(from: text) else { return nil }
        return .seconds(max(0, date.timeIntervalSince(now)))
    }

    /// Hugging Face: `"api";r=0;t=123` says 0 requests left, and the seconds until there are more.
    package static func rateLimit(_ text: String) -> Duration? {
        var values: [Substring: Int64] = [:]
        for part in text.split(separator: ";") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, let value = Int64(pair[1].trimmingPrefix(" ")) else { continue }
            values[pair[0].trimmingPrefix(while: \.isWhitespace)] = value
        }
        guard values["r"] == 0, let seconds = values["t"], seconds >= 0 else { return nil }
        return .seconds(min(seconds, 86_400))
    }

    /// `google.rpc.RetryInfo` in the details of a JSON error.
    package static func retryInfo(_ body: Data) -> Duration? {
        struct Answer: Decodable {
            struct Failure: Decodable {
                struct Detail: Decodable { var retryDelay: String? }
                var details: [Detail]?
            }
            var error: Failure
        }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: body) else { return nil }
        let delays = answer.error.details?.compactMap(\.retryDelay) ?? []
        return delays.first.flatMap(protobufDuration)
    }

    /// `3.5s`, the JSON form of google.protobuf.Duration.
    package static func protobufDuration(_ text: String) -> Duration? {
        guard text.hasSuffix("s"), let seconds = Double(text.dropLast()), seconds >= 0, seconds < 86_400 else {
            return nil
        }
        return .seconds(seconds)
    }
}
