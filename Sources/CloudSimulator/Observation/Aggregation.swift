import Foundation

/// How points are brought into equal periods and series into fewer: the aligners and reducers of Monitoring, each
/// refused where the API refuses it.
struct Aggregation: Sendable {
    let period: TimeInterval
    let aligner: String
    let reducer: String
    /// (`metric` or `resource`, label)
    let groupBy: [(place: String, label: String)]

    private static let percentiles = ["50": 50.0, "05": 5.0, "95": 95.0, "99": 99.0]

    init(_ query: QueryParameters, of type: MetricType) throws {
        aligner = query["aggregation.perSeriesAligner"] ?? "ALIGN_NONE"
        reducer = query["aggregation.crossSeriesReducer"] ?? "REDUCE_NONE"
        let text = query["aggregation.alignmentPeriod"] ?? ""
        period = RunQuantity.seconds(text) ?? 0
        guard aligner == "ALIGN_NONE" || period >= 60 else {
            throw GoogleError.invalidArgument(
                "Field aggregation.alignmentPeriod had an invalid value of \"\(text)\": must be at least 60 seconds.",
                field: "aggregation.alignmentPeriod")
        }
        guard reducer == "REDUCE_NONE" || aligner != "ALIGN_NONE" else {
            throw GoogleError.invalidArgument(
                "Field aggregation.perSeriesAligner must be specified if a crossSeriesReducer is.",
                field: "aggregation.perSeriesAligner")
        }
        groupBy = try query.all("aggregation.groupByFields").map { try Self.field($0, of: type) }
        guard groupBy.isEmpty || reducer != "REDUCE_NONE" else {
            throw GoogleError.invalidArgument(
                "Field aggregation.groupByFields needs a crossSeriesReducer.", field: "aggregation.groupByFields")
        }
        try Self.check(aligner, of: type)
        try Self.check(reducer, after: aligner, of: type)
    }

    private static func field(_ text: String, of type: MetricType) throws -> (place: String, label: String) {
        let parts = text.split(separator: ".").map(String.init)
        let known = ["metric": type.labels, "resource": MetricType.resourceLabels]
        guard parts.count == 3, ["label", "labels"].contains(parts[1]), known[parts[0]]?.contains(parts[2]) == true
        else {
            throw GoogleError.invalidArgument(
                "Field aggregation.groupByFields had an invalid value of \"\(text)\".",
                field: "aggregation.groupByFields")
        }
        return (parts[0], parts[2])
    }

    private static func check(_ aligner: String, of type: MetricType) throws {
        let isDelta = type.kind == "DELTA"
        let numeric = !type.isDistribution
        let fits: Bool? =
            switch aligner {
            case "ALIGN_NONE", "ALIGN_COUNT": true
            case "ALIGN_DELTA": isDelta
            case "ALIGN_RATE": isDelta && numeric
            case "ALIGN_SUM": true
            case "ALIGN_MAX", "ALIGN_MIN", "ALIGN_MEAN", "ALIGN_NEXT_OLDER", "ALIGN_STDDEV": numeric
            case let name where name.hasPrefix("ALIGN_PERCENTILE_"):
                percentiles[String(name.dropFirst("ALIGN_PERCENTILE_".count))].map { _ in type.isDistribution }
            default: nil
            }
        guard let fits else {
            throw GoogleError.invalidArgument(
                "Invalid value at 'aggregation.per_series_aligner' (TYPE_ENUM), \"\(aligner)\"",
                field: "aggregation.perSeriesAligner")
        }
        guard fits else {
            throw GoogleError.invalidArgument(
                "Field aggregation.perSeriesAligner had an invalid value of \"\(aligner)\": The aligner cannot be applied "
                    + "to metrics with kind \(type.kind) and value type \(type.valueType).",
                field: "aggregation.perSeriesAligner")
        }
    }

    private static func check(_ reducer: String, after aligner: String, of type: MetricType) throws {
        let stays = ["ALIGN_NONE", "ALIGN_DELTA", "ALIGN_SUM"].contains(aligner)
        let isDistribution = type.isDistribution && stays
        let fits: Bool? =
            switch reducer {
            case "REDUCE_NONE", "REDUCE_SUM", "REDUCE_MEAN", "REDUCE_COUNT": true
            case "REDUCE_MAX", "REDUCE_MIN": !isDistribution
            case let name where name.hasPrefix("REDUCE_PERCENTILE_"):
                percentiles[String(name.dropFirst("REDUCE_PERCENTILE_".count))].map { _ in true }
            default: nil
            }
        guard fits == true else {
            throw GoogleError.invalidArgument(
                fits == nil
                    ? "Invalid value at 'aggregation.cross_series_reducer' (TYPE_ENUM), \"\(reducer)\""
                    : "The reducer \(reducer) cannot be applied to distributions.",
                field: "aggregation.crossSeriesReducer")
        }
    }

    /// Points by the end of each period; a period without points is left out.
    func align(_ points: [Date: FigureMaker.Value], from: Date, to: Date) -> [Date: FigureMaker.Value] {
        guard aligner != "ALIGN_NONE" else { return points.filter { $0.key > from && $0.key <= to } }
        var windows: [Date: [FigureMaker.Value]] = [:]
        for (at, value) in points {
            let back = (to.timeIntervalSince(at) / period).rounded(.down)
            // A minute that has not ended yet belongs to the newest period.
            let end = to.addingTimeInterval(-max(0, back) * period)
            guard end.addingTimeInterval(-period) >= from.addingTimeInterval(-1) else { continue }
            windows[end, default: []].append(value)
        }
        return windows.mapValues(aligned)
    }

    private func aligned(_ values: [FigureMaker.Value]) -> FigureMaker.Value {
        let numbers = Self.numbers(values)
        let observations = Self.observations(values)
        switch aligner {
        case "ALIGN_RATE": return .number(numbers.reduce(0, +) / period)
        case "ALIGN_DELTA", "ALIGN_SUM":
            return observations.isEmpty ? .number(numbers.reduce(0, +)) : .distribution(observations)
        case "ALIGN_MAX": return .number(numbers.max() ?? 0)
        case "ALIGN_MIN": return .number(numbers.min() ?? 0)
        case "ALIGN_MEAN": return .number(numbers.reduce(0, +) / Double(max(1, numbers.count)))
        case "ALIGN_COUNT": return .number(Double(values.count))
        case let name where name.hasPrefix("ALIGN_PERCENTILE_"): return .number(Self.percentile(observations, of: name))
        default: return values.last ?? .number(0)
        }
    }

    func reduce(_ values: [FigureMaker.Value]) -> FigureMaker.Value {
        let numbers = Self.numbers(values)
        let observations = Self.observations(values)
        switch reducer {
        case "REDUCE_SUM": return observations.isEmpty ? .number(numbers.reduce(0, +)) : .distribution(observations)
        case "REDUCE_MAX": return .number(numbers.max() ?? 0)
        case "REDUCE_MIN": return .number(numbers.min() ?? 0)
        case "REDUCE_COUNT": return .number(Double(values.count))
        case "REDUCE_MEAN":
            let all = numbers + observations
            return .number(all.reduce(0, +) / Double(max(1, all.count)))
        case let name where name.hasPrefix("REDUCE_PERCENTILE_"):
            return .number(Self.percentile(numbers + observations, of: name))
        default: return values.last ?? .number(0)
        }
    }

    private static func numbers(_ values: [FigureMaker.Value]) -> [Double] {
        values.compactMap { value in
            guard case .number(let number) = value else { return nil }
            return number
        }
    }

    private static func observations(_ values: [FigureMaker.Value]) -> [Double] {
        values.flatMap { value -> [Double] in
            guard case .distribution(let all) = value else { return [] }
            return all
        }
    }

    private static func percentile(_ values: [Double], of name: String) -> Double {
        let share = (percentiles[String(name.suffix(2))] ?? 50) / 100
        let sorted = values.sorted()
        guard let last = sorted.last else { return 0 }
        let place = share * Double(sorted.count - 1)
        let low = Int(place)
        guard low + 1 < sorted.count else { return last }
        return sorted[low] + (sorted[low + 1] - sorted[low]) * (place - Double(low))
    }
}
