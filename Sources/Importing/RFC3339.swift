package import Foundation

extension Date {
    /// `2026-11-20T23:05:00Z`
    package var rfc3339: String { ISO8601Format() }

    /// Since 1970.
    package var microseconds: Int64 { Int64(timeIntervalSince1970 * 1e6) }
}
