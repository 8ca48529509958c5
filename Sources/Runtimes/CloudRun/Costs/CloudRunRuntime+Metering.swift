package import Domain
import Foundation
import GoogleCloud
import Serving

/// Three questions to Cloud Monitoring for all services of the project, at the same time.
extension CloudRunRuntime: ServiceMetering {
    private static let places = ["resource.labels.service_name", "resource.labels.location"]
    private static let day = 86_400

    package func usage(since start: String, days: Int) async -> UsageReading {
        let now = Date()
        let began = (try? Date(start, strategy: .iso8601)) ?? now
        let seconds = max(60, Int(now.timeIntervalSince(began)))
        async let billable = read(
            "container/billable_instance_time", "the billed time", from: now.addingTimeInterval(-Double(seconds)), now,
            period: seconds, aligner: "ALIGN_SUM"
        )
        async let requests = read(
            "request_count", "the requests", from: now.addingTimeInterval(-Double(days * Self.day)), now,
            period: Self.day, aligner: "ALIGN_SUM"
        )
        async let instances = read(
            "container/instance_count", "the instances", from: now.addingTimeInterval(-600), now, period: 60,
            aligner: "ALIGN_MEAN"
        )
        return UsageReading(
            billableSeconds: await billable.map { $0.mapValues { points in points.reduce(0) { $0 + $1.value } } },
            requests: await requests.map { $0.mapValues(Self.count) },
            instances: await instances.map { all in
                all.compactMapValues { points in points.max { $0.end < $1.end }.map { Int($0.value.rounded()) } }
            }
        )
    }

    package func instanceHour(of service: Service) async -> InstancePrice? {
        guard let cpu = service.cpu, let memory = service.memory else { return nil }
        let list = await settings.prices(service.id.region)
        let hour = CostEstimator(prices: list).instanceHour(
            accelerator: service.accelerator ?? "cpu", shape: HostShape(cpu: cpu, memory: memory),
            zonalRedundancy: service.zonalRedundancy ?? false
        )
        return hour.map { InstancePrice(hour: $0, source: list.source) }
    }

    private struct Point {
        var end: String
        var value: Double
    }

    private func read(
        _ metric: String, _ what: String, from: Date, _ to: Date, period: Int, aligner: String
    ) async -> Result<[ServiceID: [Point]], Problem> {
        let query = MonitoringClient.Query(
            filter: "metric.type=\"run.googleapis.com/\(metric)\" AND resource.type=\"cloud_run_revision\"",
            start: Timestamp.text(from), end: Timestamp.text(to), alignmentPeriod: period, aligner: aligner,
            reducer: "REDUCE_SUM", groupBy: Self.places
        )
        do {
            let series = try await MonitoringClient(run.api).timeSeries(project: project, query)
            var found: [ServiceID: [Point]] = [:]
            for line in series {
                let labels = line.resource?.labels ?? [:]
                guard let name = labels["service_name"], let region = labels["location"],
                    let id = try? ServiceID(region: region, name: name)
                else { continue }
                found[id, default: []] += try (line.points ?? []).map(Self.point)
            }
            return .success(found)
        } catch {
            let told = GoogleProblem.problem(error, doing: "read \(what)")
            return .failure(
                told as? Problem
                    ?? Problem(.cancelled, "Not read", detail: "\(what) was not read: the call was given up"))
        }
    }

    /// A point that cannot be read fails the reading: a sum without it would be too small.
    private static func point(_ point: MonitoringClient.Series.Point) throws -> Point {
        guard let value = point.value["doubleValue"]?.double ?? point.value["int64Value"]?.double else {
            throw GoogleCloudError(.unreadable, message: "a point of Cloud Monitoring has no number")
        }
        return Point(end: point.interval.endTime ?? "", value: value)
    }

    private static func count(_ points: [Point]) -> RequestCount {
        RequestCount(
            total: Int(points.reduce(0) { $0 + $1.value }.rounded()),
            lastDay: points.filter { $0.value > 0 }.map(\.end).max()
        )
    }
}
