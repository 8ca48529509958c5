import Foundation

/// Times as every API of ours writes them: RFC 3339 in UTC.
enum Timestamp {
    static func now() -> String { text(Date()) }
    static func text(_ date: Date) -> String { date.formatted(.iso8601) }

    /// With milliseconds, for bounds that must not cut off what came within the second.
    static func precise(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// Reads RFC 3339 with any number of digits behind the second (Cloud Logging writes up to nine).
    static func date(_ text: String) -> Date? {
        guard let dot = text.firstIndex(of: ".") else { return try? Date(text, strategy: .iso8601) }
        let digits = text[text.index(after: dot)...].prefix { $0.isNumber }
        let rest = text[text.index(dot, offsetBy: digits.count + 1)...]
        guard let whole = try? Date(text[..<dot] + rest, strategy: .iso8601), let fraction = Double("0." + digits)
        else {
            return nil
        }
        return whole.addingTimeInterval(fraction)
    }
}
