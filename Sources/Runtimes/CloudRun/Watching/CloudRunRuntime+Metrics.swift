package import Domain
import Foundation
import GoogleCloud
import Outbound

extension CloudRunRuntime {
    /// Google's figures are behind by about three minutes.
    static let metricLag = 180

    package func metrics(_ id: ServiceID, over range: MetricRange) async throws -> ServiceMetrics {
        let json = try await managed(id)
        let now = Date()
        var metrics = ServiceMetrics(
            range: range, from: Timestamp.precise(now.addingTimeInterval(-Double(range.length))),
            to: Timestamp.precise(now),
            charts: [], lagSeconds: Self.metricLag
        )
        metrics.charts = try await charts(id, metrics)
        let up = Self.instancesUp(metrics.charts, now: now) ?? Self.kept(json)
        (metrics.engine, metrics.engineNote) = try await engineFigures(json, instances: up)
        return metrics
    }

    /// What one chart's questions were answered with.
    private struct ChartAnswer: Sendable {
        var index: Int
        var outcome: Result<MetricChart, any Error>
    }

    /// Six questions at a time. A chart that cannot be read says so; when none can, that is the answer.
    private func charts(_ id: ServiceID, _ metrics: ServiceMetrics) async throws -> [MetricChart] {
        var outcomes: [Int: Result<MetricChart, any Error>] = [:]
        try await withThrowingTaskGroup(of: ChartAnswer.self) { group in
            for (index, chart) in CloudRunMetric.charts.enumerated() {
                if index >= 6, let next = try await group.next() { outcomes[next.index] = next.outcome }
                group.addTask {
                    do {
                        return ChartAnswer(index: index, outcome: .success(try await read(chart, id, metrics)))
                    } catch is CancellationError {
                        throw CancellationError()
                    } catch {
                        let problem = GoogleProblem.problem(error, doing: "read the metrics of \(id)")
                        return ChartAnswer(index: index, outcome: .failure(problem))
                    }
                }
            }
            for try await next in group { outcomes[next.index] = next.outcome }
        }
        let ordered = CloudRunMetric.charts.indices.compactMap { outcomes[$0] }
        guard ordered.contains(where: { (try? $0.get()) != nil }) else { return [try ordered[0].get()] }
        return zip(CloudRunMetric.charts, ordered).map { chart, outcome in
            switch outcome {
            case .success(let read): return read
            case .failure(let error):
                let problem = error as? Problem
                return MetricChart(
                    id: chart.id, title: chart.title, unit: chart.unit, series: [],
                    problem: problem?.detail ?? "\(error)"
                )
            }
        }
    }

    private func read(_ chart: CloudRunMetric.Chart, _ id: ServiceID, _ metrics: ServiceMetrics) async throws
        -> MetricChart
    {
        var series: [MetricSeries] = []
        for metric in chart.metrics { series += try await read(metric, id, metrics) }
        return MetricChart(id: chart.id, title: chart.title, unit: chart.unit, series: series)
    }

    private func read(_ metric: CloudRunMetric, _ id: ServiceID, _ metrics: ServiceMetrics) async throws
        -> [MetricSeries]
    {
        let filter = """
            metric.type="run.googleapis.com/\(metric.type)" AND resource.type="cloud_run_revision" \
            AND resource.labels.service_name="\(id.name)" AND resource.labels.location="\(id.region)"
            """
        let query = MonitoringClient.Query(
            filter: filter, start: metrics.from, end: metrics.to, alignmentPeriod: metrics.range.step,
            aligner: metric.aligner, reducer: metric.reducer,
            groupBy: metric.groupBy.map { ["metric.labels.\($0)"] } ?? []
        )
        let found = try await MonitoringClient(run.api).timeSeries(project: project, query)
        let lines = found.map { series in
            MetricSeries(
                name: metric.groupBy.flatMap { series.metric?.labels?[$0] } ?? metric.name,
                points: (series.points ?? []).compactMap(Self.point).reversed()
            )
        }
        return lines.isEmpty ? [MetricSeries(name: metric.name, points: [])] : lines.sorted { $0.name < $1.name }
    }

    private static func point(_ point: MonitoringClient.Series.Point) -> MetricSeries.Point? {
        guard let at = point.interval.endTime,
            let value = point.value["doubleValue"]?.double ?? point.value["int64Value"]?.double, value.isFinite
        else { return nil }
        return MetricSeries.Point(at: at, value: value)
    }

    /// Instances at the newest point; nil when there is none of the last ten minutes: then nobody knows.
    static func instancesUp(_ charts: [MetricChart], now: Date) -> Double? {
        let series = charts.first { $0.id == CloudRunMetric.instances }?.series ?? []
        let newest = series.compactMap { $0.points.last?.at }.max()
        guard let newest, let at = Timestamp.date(newest), now.timeIntervalSince(at) < 600 else { return nil }
        return series.compactMap(\.points.last).filter { $0.at == newest }.reduce(0) { $0 + $1.value }
    }

    /// Instances that are always kept; nil when there are none such.
    private static func kept(_ json: GoogleJSON) -> Double? {
        let counts = [json["scaling"]?["minInstanceCount"], json["template"]?["scaling"]?["minInstanceCount"]]
        return counts.compactMap { $0?.double }.first { $0 > 0 }
    }

    /// Asks the engine only when an instance is up: a question would start one, and that costs.
    func engineFigures(_ json: GoogleJSON, instances: Double?) async throws -> (EngineFigures?, String?) {
        let service = try reader.service(json)
        guard let url = service.url, let engine = service.engine else {
            return (nil, "The service has no address yet.")
        }
        guard let instances else {
            return (
                nil,
                "No instance was seen in the last ten minutes; the engine is not asked, because that would start one."
            )
        }
        guard instances > 0 else { return (nil, "Scaled to zero; asking the engine would start an instance.") }
        do {
            let credentials = EndpointCredentials(identity: try await identityToken(for: service, url: url))
            return try await EngineMetricsReader(client: engines).figures(of: engine, at: url, credentials)
        } catch let error as GoogleCloudError {
            return (nil, "We cannot call the service: \(error.message)")
        }
    }
}
