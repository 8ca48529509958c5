import CloudSimulator
import GoogleCloud
import Testing

struct LoggingClientTests {
    @Test func `lines of one service are read in either order`() async throws {
        try await SimulatedCloud.with { cloud in
            for (text, severity) in [("starting", "INFO"), ("out of memory", "ERROR")] {
                try cloud.simulator.world.logs.write(
                    text, severity: severity, project: "demo-project", log: "run.googleapis.com/stdout",
                    resource: ["type": "cloud_run_revision", "labels": ["service_name": "chat"]]
                )
            }
            let logging = LoggingClient(cloud.api)
            let filter = #"resource.type = "cloud_run_revision" AND resource.labels.service_name = "chat""#
            let newest = try await logging.entries(project: "demo-project", filter: filter)
            #expect(newest.entries.map(\.message) == ["out of memory", "starting"])
            #expect(newest.entries.first?.severity == "ERROR")
            #expect(newest.nextPageToken == nil)
            let oldest = try await logging.entries(project: "demo-project", filter: filter, newestFirst: false)
            #expect(oldest.entries.map(\.message) == ["starting", "out of memory"])
            let errors = try await logging.entries(project: "demo-project", filter: "severity >= ERROR")
            #expect(errors.entries.map(\.message) == ["out of memory"])
            let other = try await logging.entries(project: "restricted-project", filter: filter)
            #expect(other.entries.isEmpty)
        }
    }
}
