import Domain
import Foundation

/// Charts from samples: means of what is measured, rates of what is counted. Pure.
struct SampleCharts: Sendable {
    var samples: [EngineSample]
    /// Seconds between two points.
    var step: Double
    /// Two samples that lie further apart have nothing between them that was measured.
    var longest: Double

    private typealias Pair = (before: EngineSample, after: EngineSample)

    /// A chart is left out when the engine tells nothing of it.
    var charts: [MetricChart] {
        let cards = Set(samples.flatMap { $0.cards.map(\.name) }).sorted()
        return [
            chart(
                "tokens", "Tokens", "1/s",
                [
                    ("read", rate(\.promptTokens)), ("generated", rate(\.generatedTokens)),
                ]),
            chart("requests", "Requests answered", "1/s", [("answered", rate(\.answers))]),
            chart(
                "queue", "Requests in the engine", "1",
                [
                    ("running", mean { $0.reading?.running }), ("waiting", mean { $0.reading?.waiting }),
                ]),
            chart(
                "latency", "Mean times", "ms",
                [
                    ("first token", quotient(\.firstTokenSeconds, \.firstTokens)),
                    ("between tokens", quotient(\.gapSeconds, \.gaps)),
                ]),
            chart("cache", "Cache in use", "share", [("cache", mean { $0.reading?.cacheUse })]),
            chart(
                "gpu", "GPU use", "share",
                cards.map { name in
                    (name, mean { $0.cards.first { $0.name == name }?.use })
                }),
            chart(
                "gpu-memory", "GPU memory use", "share",
                cards.map { name in
                    (name, mean { $0.cards.first { $0.name == name }?.memory })
                }),
            chart("cpu", "Processors in use", "1", [("processors", processors)]),
            chart("memory", "Memory use", "share", [("memory", mean { $0.memory })]),
        ].compactMap(\.self)
    }

    private func chart(_ id: String, _ title: String, _ unit: String, _ lines: [(String, [MetricSeries.Point])])
        -> MetricChart?
    {
        let series = lines.filter { !$0.1.isEmpty }.map { MetricSeries(name: $0.0, points: $0.1) }
        return series.isEmpty ? nil : MetricChart(id: id, title: title, unit: unit, series: series)
    }

    private func mean(_ value: (EngineSample) -> Double?) -> [MetricSeries.Point] {
        points(samples.map { ($0.at, value($0).map { ($0, 1) }) })
    }

    private func rate(_ counter: KeyPath<EngineReading, Double?>) -> [MetricSeries.Point] {
        points(
            pairs.map { pair in
                (pair.after.at, grown(pair, counter).map { ($0, pair.after.at - pair.before.at) })
            })
    }

    private func quotient(
        _ sum: KeyPath<EngineReading, Double?>, _ count: KeyPath<EngineReading, Double?>
    ) -> [MetricSeries.Point] {
        points(
            pairs.map { pair in
                guard let seconds = grown(pair, sum), let times = grown(pair, count), times > 0 else {
                    return (pair.after.at, nil)
                }
                return (pair.after.at, (seconds * 1000, times))
            })
    }

    private var processors: [MetricSeries.Point] {
        points(
            pairs.map { pair in
                guard let before = pair.before.processorSeconds, let after = pair.after.processorSeconds,
                    after >= before
                else { return (pair.after.at, nil) }
                return (pair.after.at, (after - before, pair.after.at - pair.before.at))
            })
    }

    /// Neighbours of one process, near enough to each other.
    private var pairs: [Pair] {
        zip(samples, samples.dropFirst()).compactMap { before, after in
            guard before.run == after.run, after.at > before.at, after.at - before.at <= longest else { return nil }
            return (before, after)
        }
    }

    private func grown(_ pair: Pair, _ counter: KeyPath<EngineReading, Double?>) -> Double? {
        guard let before = pair.before.reading?[keyPath: counter], let after = pair.after.reading?[keyPath: counter],
            after >= before
        else { return nil }
        return after - before
    }

    /// A point for each step in which there was a value: the sum of all parts over the sum of all weights.
    private func points(_ values: [(at: Double, part: (sum: Double, weight: Double)?)]) -> [MetricSeries.Point] {
        var found: [(bucket: Int, last: Double, sum: Double, weight: Double)] = []
        for (at, part) in values {
            guard let part else { continue }
            let bucket = Int(at / step)
            if found.last?.bucket != bucket { found.append((bucket, at, 0, 0)) }
            found[found.count - 1].last = at
            found[found.count - 1].sum += part.sum
            found[found.count - 1].weight += part.weight
        }
        return found.filter { $0.weight > 0 }.enumerated().map { index, bucket in
            let isNewest = index == found.count - 1
            let end = isNewest ? bucket.last : Double(bucket.bucket + 1) * step
            return MetricSeries.Point(
                at: Timestamp.precise(Date(timeIntervalSince1970: end)), value: bucket.sum / bucket.weight)
        }
    }
}
