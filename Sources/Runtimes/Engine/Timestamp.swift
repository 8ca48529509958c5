import Foundation

/// Times as every API of ours writes them: RFC 3339 in UTC.
enum Timestamp {
    static func now() -> String { text(Date()) }
    static func text(_ date: Date) -> String { date.formatted(.iso8601) }
}
