import API
import ArgumentParser
import ControlPlane
import Domain

struct ServicesMetricsCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "Show what a service did: requests, latency, instances, use of GPU, CPU and memory, tokens.",
        discussion: """
            Google's figures are behind by about three minutes. A service that is scaled to zero is not woken: what its \
            engine would tell is then left out, and that is said.
            """
    )

    @OptionGroup var which: ServiceArgument

    @Option(help: ArgumentHelp("How far back: 1h, 6h, 1d or 7d.", valueName: "range"))
    var range: MetricRange = .hour

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let metrics = try await session.controlPlane.services.metrics(session.context, which.id(), over: range)
        try output.show(metrics) { MetricsText.text(metrics) }
    }
}

extension MetricRange: ExpressibleByArgument {}

/// Figures for people: of each line the newest, the mean and the largest value.
enum MetricsText {
    static func text(_ metrics: ServiceMetrics) -> String {
        var lines = ["From \(metrics.from) to \(metrics.to)"]
        if metrics.lagSeconds > 0 { lines[0] += "; figures are behind by about \(metrics.lagSeconds / 60) min" }
        for chart in metrics.charts {
            lines.append("\(chart.title) (\(unit(chart.unit)))")
            if let problem = chart.problem { lines.append("  unknown: \(problem)") }
            for series in chart.series {
                let name = series.name + String(repeating: " ", count: max(1, 10 - series.name.count))
                lines.append("  \(name)\(summary(series, chart.unit))")
            }
        }
        lines.append("Engine")
        if let engine = metrics.engine { lines += figures(engine).map { "  \($0)" } }
        if let note = metrics.engineNote { lines.append("  \(note)") }
        return lines.joined(separator: "\n")
    }

    private static func summary(_ series: MetricSeries, _ unit: String) -> String {
        let values = series.points.map(\.value)
        guard let last = values.last, let largest = values.max() else { return "nothing measured" }
        let mean = values.reduce(0, +) / Double(values.count)
        return "now \(number(last, unit)), mean \(number(mean, unit)), at most \(number(largest, unit))"
    }

    private static func figures(_ engine: EngineFigures) -> [String] {
        let pairs: [(String, Double?, String)] = [
            ("requests running", engine.running, "1"), ("requests waiting", engine.waiting, "1"),
            ("cache in use", engine.cacheUse, "share"), ("tokens read", engine.promptTokens, "1"),
            ("tokens generated", engine.generatedTokens, "1"), ("preemptions", engine.preemptions, "1"),
            ("mean first token", engine.meanFirstToken.map { $0 * 1000 }, "ms"),
            ("mean token gap", engine.meanTokenGap.map { $0 * 1000 }, "ms"),
        ]
        return pairs.compactMap { name, value, unit in value.map { "\(name): \(number($0, unit))" } }
    }

    static func number(_ value: Double, _ unit: String) -> String {
        if unit == "share" { return "\(Int((value * 100).rounded())) %" }
        let rounded = (value * 100).rounded() / 100
        let text = rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
        return unit == "1" ? text : "\(text) \(unit)"
    }

    private static func unit(_ unit: String) -> String {
        switch unit {
        case "1": "count"
        case "share": "share in use"
        default: unit
        }
    }
}
