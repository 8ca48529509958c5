import Testing

@testable import CloudSimulator

struct AggregationTests {
    private func make(_ type: String, _ aligner: String, _ reducer: String = "REDUCE_NONE", period: String = "60s")
        throws
    {
        let metric = try #require(MetricType.all["run.googleapis.com/\(type)"])
        let query =
            "aggregation.alignmentPeriod=\(period)&aggregation.perSeriesAligner=\(aligner)"
            + "&aggregation.crossSeriesReducer=\(reducer)"
        _ = try Aggregation(QueryParameters(form: query), of: metric)
    }

    @Test(arguments: [
        ("request_count", "ALIGN_RATE", "REDUCE_SUM"), ("request_latencies", "ALIGN_DELTA", "REDUCE_PERCENTILE_95"),
        ("request_latencies", "ALIGN_PERCENTILE_99", "REDUCE_MAX"),
        ("container/instance_count", "ALIGN_MAX", "REDUCE_SUM"),
    ])
    func `what Monitoring takes is taken`(type: String, aligner: String, reducer: String) throws {
        try make(type, aligner, reducer)
    }

    @Test(arguments: [
        ("container/instance_count", "ALIGN_RATE", "REDUCE_SUM", "60s"),
        ("request_count", "ALIGN_PERCENTILE_50", "REDUCE_MAX", "60s"),
        ("request_latencies", "ALIGN_MAX", "REDUCE_MAX", "60s"),
        ("request_latencies", "ALIGN_DELTA", "REDUCE_MAX", "60s"), ("request_count", "ALIGN_RATE", "REDUCE_SUM", "30s"),
        ("request_count", "ALIGN_RATE", "REDUCE_SUM", "1m"), ("request_count", "ALIGN_NONE", "REDUCE_SUM", "60s"),
        ("request_count", "ALIGN_FASTER", "REDUCE_SUM", "60s"),
        ("request_latencies", "ALIGN_PERCENTILE_42", "REDUCE_MAX", "60s"),
    ])
    func `what Monitoring refuses is refused`(type: String, aligner: String, reducer: String, period: String) {
        #expect(throws: GoogleError.self) { try make(type, aligner, reducer, period: period) }
    }
}
