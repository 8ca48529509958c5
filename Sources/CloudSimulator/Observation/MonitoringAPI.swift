import Foundation
import HTTPTypes
import Hummingbird

/// `monitoring.googleapis.com`: the time series of Cloud Run's metrics.
struct MonitoringAPI: Sendable {
    let projects: ProjectRegistry
    let figures: FigureMaker

    private static let query: Set<String> = [
        "filter", "interval.startTime", "interval.endTime", "aggregation.alignmentPeriod",
        "aggregation.perSeriesAligner", "aggregation.crossSeriesReducer", "aggregation.groupByFields", "orderBy",
        "view", "pageSize", "pageToken",
    ]

    func addRoutes(to table: inout GoogleRouteTable) {
        let api = self
        table.on(.get, "v3/projects/{project}/timeSeries", query: Self.query) { try api.list($0) }
    }

    private func list(_ call: GoogleCall) throws -> Response {
        try projects.requireService("monitoring.googleapis.com", on: call["project"])
        let project = try projects.require("monitoring.timeSeries.list", on: call["project"])
        let filter = try SeriesFilter(call.query["filter"] ?? "")
        let (from, to) = try interval(call.query)
        let aggregation = try Aggregation(call.query, of: filter.type)
        guard ["FULL", "HEADERS"].contains(call.query["view"] ?? "FULL") else {
            throw GoogleError.invalidArgument("Invalid value at 'view' (TYPE_ENUM)", field: "view")
        }
        let raw = try figures.figures(filter.type, project: project.id, from: from, to: to)
            .filter { filter.fits($0.key) }
        let aligned = raw.mapValues { aggregation.align($0, from: from, to: to) }.filter { !$0.value.isEmpty }
        let series = reduced(aligned, aggregation)
        let wantsPoints = call.query["view"] != "HEADERS"
        let ordered = series.sorted { Self.text($0.key) < Self.text($1.key) }
        let items = ordered.map { key, points in
            Self.json(key, wantsPoints ? points : [:], filter.type, aggregation)
        }
        return try call.list("timeSeries", items, standard: 100_000, maximum: 100_000)
    }

    private func interval(_ query: QueryParameters) throws -> (Date, Date) {
        guard let text = query["interval.endTime"], let to = Timestamp.date(text) else {
            throw GoogleError.invalidArgument("Field interval.endTime must be set.", field: "interval.endTime")
        }
        guard let start = query["interval.startTime"], !start.isEmpty else { return (to, to) }
        guard let from = Timestamp.date(start), from <= to else {
            throw GoogleError.invalidArgument(
                "Field interval.startTime had an invalid value of \"\(start)\".", field: "interval.startTime")
        }
        return (from, to)
    }

    private func reduced(
        _ figures: FigureMaker.Figures, _ aggregation: Aggregation
    ) -> [FigureMaker.Key: [Date: FigureMaker.Value]] {
        guard aggregation.reducer != "REDUCE_NONE" else { return figures }
        var groups: [FigureMaker.Key: [Date: [FigureMaker.Value]]] = [:]
        for (key, points) in figures {
            var group = FigureMaker.Key(metric: [:], resource: ["project_id": key.resource["project_id"] ?? ""])
            for (place, label) in aggregation.groupBy {
                if place == "metric" {
                    group.metric[label] = key.metric[label]
                } else {
                    group.resource[label] = key.resource[label]
                }
            }
            for (at, value) in points { groups[group, default: [:]][at, default: []].append(value) }
        }
        return groups.mapValues { $0.mapValues(aggregation.reduce) }
    }

    private static func text(_ key: FigureMaker.Key) -> String {
        (key.metric.sorted { $0.key < $1.key } + key.resource.sorted { $0.key < $1.key })
            .map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }

    private static func json(
        _ key: FigureMaker.Key, _ points: [Date: FigureMaker.Value], _ type: MetricType, _ aggregation: Aggregation
    ) -> JSONValue {
        let valueType = outputType(points, type, aggregation)
        let isGauge = type.kind == "GAUGE" || !["ALIGN_NONE", "ALIGN_DELTA", "ALIGN_SUM"].contains(aggregation.aligner)
        let shown: [JSONValue] = points.sorted { $0.key > $1.key }.map { at, value in
            let start = isGauge ? at : at.addingTimeInterval(-max(60, aggregation.period))
            return [
                "interval": ["startTime": .string(Timestamp.text(start)), "endTime": .string(Timestamp.text(at))],
                "value": self.value(value, valueType),
            ]
        }
        var json: JSONValue = [
            "metric": ["type": .string("run.googleapis.com/" + type.name)],
            "resource": ["type": "cloud_run_revision", "labels": .object(key.resource.mapValues { .string($0) })],
            "metricKind": .string(isGauge ? "GAUGE" : "DELTA"), "valueType": .string(valueType),
        ]
        if !key.metric.isEmpty {
            json["metric"] = [
                "type": .string("run.googleapis.com/" + type.name),
                "labels": .object(key.metric.mapValues { .string($0) }),
            ]
        }
        if !shown.isEmpty { json["points"] = .array(shown) }
        return json
    }

    private static func outputType(
        _ points: [Date: FigureMaker.Value], _ type: MetricType, _ aggregation: Aggregation
    ) -> String {
        if case .distribution? = points.values.first { return "DISTRIBUTION" }
        let keeps = ["ALIGN_NONE", "ALIGN_DELTA", "ALIGN_SUM", "ALIGN_MAX", "ALIGN_MIN"].contains(aggregation.aligner)
        let sums = ["REDUCE_NONE", "REDUCE_SUM", "REDUCE_MAX", "REDUCE_MIN"].contains(aggregation.reducer)
        if aggregation.aligner == "ALIGN_COUNT" || aggregation.reducer == "REDUCE_COUNT" { return "INT64" }
        return type.valueType == "INT64" && keeps && sums ? "INT64" : "DOUBLE"
    }

    private static func value(_ value: FigureMaker.Value, _ type: String) -> JSONValue {
        switch value {
        case .number(let number) where type == "INT64": return ["int64Value": .string(String(Int64(number)))]
        case .number(let number): return ["doubleValue": .number(number)]
        case .distribution(let all):
            // Powers of two from 1, as Monitoring's exponential buckets have them.
            var counts = [Int64](repeating: 0, count: 24)
            for observation in all {
                let bucket = observation < 1 ? 0 : Int(observation.binade.exponent) + 1
                counts[min(counts.count - 1, max(0, bucket))] += 1
            }
            let mean = all.reduce(0, +) / Double(max(1, all.count))
            return [
                "distributionValue": [
                    "count": .string(String(all.count)), "mean": .number(mean),
                    "sumOfSquaredDeviation": .number(all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }),
                    "bucketOptions": ["exponentialBuckets": ["numFiniteBuckets": 22, "growthFactor": 2, "scale": 1]],
                    "bucketCounts": .array(counts.map { .string(String($0)) }),
                ]
            ]
        }
    }
}
