import Foundation

/// RFC 3339 in UTC with seconds, as every record of ours writes time.
package enum Timestamp {
    package static func now() -> String { Date().formatted(.iso8601) }
}
