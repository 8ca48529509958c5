package import Domain
package import Foundation

/// A moment as a person writes it: RFC 3339, or so long ago (`15m`, `1h`, `7d`).
package enum LogMoment {
    /// - Returns: RFC 3339 in UTC.
    /// - Throws: `invalid-request`.
    package static func parse(_ text: String, now: Date = Date()) throws(Problem) -> String {
        if let match = text.wholeMatch(of: /([0-9]{1,6})([smhd])/), let count = Double(match.1) {
            let unit: Double = ["s": 1, "m": 60, "h": 3600, "d": 86_400][String(match.2)] ?? 1
            return now.addingTimeInterval(-count * unit).formatted(.iso8601)
        }
        let plain = text.replacing(/\.[0-9]+/, with: "")
        guard let date = try? Date(plain, strategy: .iso8601) else {
            throw Problem(
                .invalidRequest, "Not a moment", detail: "‘\(text.prefix(100))’ is neither a time nor a span of time",
                fix: "Write 15m, 1h or 7d, or a time such as 2026-11-02T14:03:09Z."
            )
        }
        return text.contains(".") && text.hasSuffix("Z") ? text : date.formatted(.iso8601)
    }
}
