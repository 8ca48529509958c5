import Foundation

/// RFC 3339 in UTC with seconds, as every record of ours writes time.
package enum Timestamp {
    package static func now() -> String { Date().formatted(.iso8601) }

    /// The same time of day some days earlier; the text itself when it is no time.
    package static func daysBefore(_ text: String, _ days: Int) -> String {
        guard let date = try? Date(text, strategy: .iso8601) else { return text }
        return date.addingTimeInterval(-Double(days) * 86400).formatted(.iso8601)
    }
}
