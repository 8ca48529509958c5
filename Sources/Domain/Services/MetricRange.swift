/// How far back figures are shown, and how coarse.
package enum MetricRange: String, Sendable, Hashable, Codable, CaseIterable {
    case hour = "1h"
    case sixHours = "6h"
    case day = "1d"
    case week = "7d"

    /// In seconds.
    package var length: Int {
        switch self {
        case .hour: 3600
        case .sixHours: 21_600
        case .day: 86_400
        case .week: 604_800
        }
    }

    /// Seconds between two points: 60 to 180 points a line, a minute at least (Cloud Monitoring's finest).
    package var step: Int {
        switch self {
        case .hour: 60
        case .sixHours: 180
        case .day: 600
        case .week: 3600
        }
    }
}
