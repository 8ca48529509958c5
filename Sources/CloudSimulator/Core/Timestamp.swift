package import Foundation

/// RFC 3339 in UTC, with milliseconds, as Google writes it.
package enum Timestamp {
    package static func text(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    package static var now: String { text(Date()) }

    /// Reads RFC 3339 with or without fractions of a second.
    package static func date(_ text: String) -> Date? {
        (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
            ?? (try? Date(text, strategy: .iso8601))
    }
}
