package import Domain
import Foundation
import GoogleCloud
import Outbound

extension CloudRunRuntime {
    private struct Metric {
        var name: String
        var unit: String
        var type: String
        var aligner: String
        var reducer: String
    }

    private static let metrics: [Metric] = [
        Metric(
            name: "requests", unit: "1/s", type: "request_count", aligner: "ALIGN_RATE", reducer: "REDUCE_SUM"
        ),
        Metric(
            name: "latency p95", unit: "ms", type: "request_latencies", aligner: "ALIGN_PERCENTILE_95",
            reducer: "REDUCE_MAX"
        ),
        Metric(
            name: "instances", unit: "1", type: "container/instance_count", aligner: "ALIGN_MAX", reducer: "REDUCE_SUM"
        ),
        Metric(
            name: "GPU use p50", unit: "1", type: "container/gpu/utilizations", aligner: "ALIGN_PERCENTILE_50",
            reducer: "REDUCE_MEAN"
        ),
    ]

    /// The last hour by the minute, oldest point first. Google's figures lag by about three minutes.
    package func metrics(_ id: ServiceID) async throws -> [MetricSeries] {
        _ = try await managed(id)
        return try await googleCall("read the metrics of \(id)") {
            var all: [MetricSeries] = []
            for metric in Self.metrics { all.append(try await series(metric, id)) }
            return all
        }
    }

    private func series(_ metric: Metric, _ id: ServiceID) async throws -> MetricSeries {
        let filter = """
            metric.type="run.googleapis.com/\(metric.type)" AND resource.type="cloud_run_revision" \
            AND resource.labels.service_name="\(id.name)" AND resource.labels.location="\(id.region)"
            """
        let query = [
            ("filter", filter), ("interval.startTime", Timestamp.text(Date(timeIntervalSinceNow: -3600))),
            ("interval.endTime", Timestamp.now()), ("aggregation.alignmentPeriod", "60s"),
            ("aggregation.perSeriesAligner", metric.aligner), ("aggregation.crossSeriesReducer", metric.reducer),
        ]
        let answer: GoogleJSON = try await run.api.send(
            GoogleRequest(.get, .monitoring, "/v3/projects/\(project)/timeSeries", query: query)
        )
        let points = (answer["timeSeries"]?.array.first?["points"]?.array ?? []).compactMap(Self.point)
        return MetricSeries(name: metric.name, unit: metric.unit, points: points.reversed())
    }

    private static func point(_ json: GoogleJSON) -> MetricSeries.Point? {
        guard let at = json["interval"]?["endTime"]?.string,
            let value = json["value"]?["doubleValue"]?.double ?? json["value"]?["int64Value"]?.double
        else { return nil }
        return MetricSeries.Point(at: at, value: value)
    }
}
