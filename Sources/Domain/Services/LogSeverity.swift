/// How grave a log line is, in Cloud Logging's words, the mildest first.
package enum LogSeverity: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    case `default` = "DEFAULT"
    case debug = "DEBUG"
    case info = "INFO"
    case notice = "NOTICE"
    case warning = "WARNING"
    case error = "ERROR"
    case critical = "CRITICAL"
    case alert = "ALERT"
    case emergency = "EMERGENCY"

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    package static func < (left: LogSeverity, right: LogSeverity) -> Bool { left.rank < right.rank }
}
