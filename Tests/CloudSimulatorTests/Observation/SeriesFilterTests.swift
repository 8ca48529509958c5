import Testing

@testable import CloudSimulator

struct SeriesFilterTests {
    private static let type = #"metric.type="run.googleapis.com/request_count""#

    @Test func `labels of metric and resource choose the series`() throws {
        let filter = try SeriesFilter(
            Self.type + #" AND resource.labels.service_name="a" AND metric.labels.response_code="200""#)
        #expect(filter.fits(.init(metric: ["response_code": "200"], resource: ["service_name": "a"])))
        #expect(!filter.fits(.init(metric: ["response_code": "500"], resource: ["service_name": "a"])))
    }

    @Test(arguments: [
        "", #"resource.type="cloud_run_revision""#, #"metric.type="run.googleapis.com/no_such_metric""#,
        type + #" AND resource.type="gce_instance""#, type + #" AND resource.labels.zone="a""#,
        type + #" AND metric.labels.state="idle""#, type + #" OR resource.labels.location="a""#,
        type + #" AND resource.labels.location:"a""#,
    ])
    func `anything else is refused`(text: String) {
        #expect(throws: GoogleError.self) { try SeriesFilter(text) }
    }
}
