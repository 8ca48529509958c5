import Domain
import Foundation
import GoogleCloud
import Outbound

extension CloudRunRuntime {
    /// How many instances each service has, from Cloud Monitoring (some minutes old); one question for all services.
    /// What is not known stays nil: it is not zero.
    func count(_ services: inout [Service]) async {
        guard !services.isEmpty, let counts = try? await instanceCounts() else { return }
        for index in services.indices {
            services[index].instances = counts[services[index].id.description]
        }
    }

    /// The mean of a minute, state by state, and their sum: an instance that turned from busy to idle within it is one.
    private func instanceCounts() async throws -> [String: Int] {
        let now = Date()
        let filter =
            "metric.type=\"run.googleapis.com/container/instance_count\" AND resource.type=\"cloud_run_revision\""
        let query = [
            ("filter", filter), ("interval.startTime", Timestamp.text(now.addingTimeInterval(-600))),
            ("interval.endTime", Timestamp.text(now)), ("aggregation.alignmentPeriod", "60s"),
            ("aggregation.perSeriesAligner", "ALIGN_MEAN"), ("aggregation.crossSeriesReducer", "REDUCE_SUM"),
            ("aggregation.groupByFields", "resource.labels.service_name"),
            ("aggregation.groupByFields", "resource.labels.location"), ("pageSize", "1000"),
        ]
        var counts: [String: Int] = [:]
        var token: String?
        repeat {
            let request = GoogleRequest(
                .get, .monitoring, "/v3/projects/\(project)/timeSeries",
                query: query + (token.map { [("pageToken", $0)] } ?? [])
            )
            let page: GoogleJSON = try await run.api.send(request)
            for series in page["timeSeries"]?.array ?? [] {
                let labels = series["resource"]?["labels"]
                // The newest point comes first.
                guard let region = labels?["location"]?.string, let name = labels?["service_name"]?.string,
                    let value = series["points"]?.array.first?["value"],
                    let count = value["doubleValue"]?.double ?? value["int64Value"]?.double
                else { continue }
                counts["\(region)/\(name)"] = Int(count.rounded())
            }
            token = page["nextPageToken"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        } while token != nil
        return counts
    }
}
