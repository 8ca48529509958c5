import Foundation
import Outbound

/// Cloud Monitoring, version 3: reading time series.
package struct MonitoringClient: Sendable {
    package let api: GoogleAPIClient

    package init(_ api: GoogleAPIClient) {
        self.api = api
    }

    /// What is read: one metric of some resources over an interval, aligned and reduced by the server.
    package struct Query: Sendable, Hashable {
        package var filter: String
        /// RFC 3339.
        package var start: String
        package var end: String
        /// Seconds, a minute at least.
        package var alignmentPeriod: Int
        /// Such as `ALIGN_RATE`.
        package var aligner: String
        /// Such as `REDUCE_SUM`; nil leaves the series as they are.
        package var reducer: String?
        /// What is kept apart while reducing: `metric.labels.state`.
        package var groupBy: [String]

        package init(
            filter: String, start: String, end: String, alignmentPeriod: Int, aligner: String, reducer: String? = nil,
            groupBy: [String] = []
        ) {
            self.filter = filter
            self.start = start
            self.end = end
            self.alignmentPeriod = alignmentPeriod
            self.aligner = aligner
            self.reducer = reducer
            self.groupBy = groupBy
        }

        fileprivate var items: [(String, String)] {
            var items = [
                ("filter", filter), ("interval.startTime", start), ("interval.endTime", end),
                ("aggregation.alignmentPeriod", "\(alignmentPeriod)s"), ("aggregation.perSeriesAligner", aligner),
            ]
            if let reducer { items.append(("aggregation.crossSeriesReducer", reducer)) }
            return items + groupBy.map { ("aggregation.groupByFields", $0) }
        }
    }

    /// A line: its labels, and its points, the newest first.
    package struct Series: Sendable, Hashable, Decodable {
        package struct Labelled: Sendable, Hashable, Decodable {
            package var type: String?
            package var labels: [String: String]?
        }

        package struct Point: Sendable, Hashable, Decodable {
            package struct Interval: Sendable, Hashable, Decodable {
                package var startTime: String?
                package var endTime: String?
            }

            package var interval: Interval
            package var value: GoogleJSON
        }

        package var metric: Labelled?
        package var resource: Labelled?
        package var points: [Point]?
    }

    /// Every series that fits, all pages.
    package func timeSeries(project: String, _ query: Query) async throws -> [Series] {
        struct Answer: Decodable {
            var timeSeries: [Series]?
            var nextPageToken: String?
        }
        let path = "/v3/projects/\(PercentEncoding.component(project))/timeSeries"
        var found: [Series] = []
        var token: String?
        repeat {
            let items = query.items + (token.map { [("pageToken", $0)] } ?? [])
            let page = try await api.send(GoogleRequest(.get, .monitoring, path, query: items), as: Answer.self)
            found += page.timeSeries ?? []
            token = page.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
        } while token != nil
        return found
    }
}
