import Domain
import Foundation
import Testing

@testable import Runtimes

struct SampleChartsTests {
    private static func sample(
        _ at: Double, run: String = "1", tokens: Double? = nil, gapSeconds: Double? = nil, running: Double? = nil,
        processor: Double? = nil
    ) -> EngineSample {
        var reading = EngineReading()
        reading.generatedTokens = tokens
        reading.gaps = tokens
        reading.gapSeconds = gapSeconds
        reading.running = running
        return EngineSample(at: at, run: run, reading: reading, processorSeconds: processor)
    }

    private static func points(_ id: String, _ samples: [EngineSample], step: Double = 60) -> [Double] {
        let charts = SampleCharts(samples: samples, step: step, longest: 90).charts
        return charts.first { $0.id == id }?.series.flatMap { $0.points.map(\.value) } ?? []
    }

    @Test func `counters become rates, a point for each step`() {
        let samples = [
            Self.sample(0, tokens: 0), Self.sample(30, tokens: 60), Self.sample(59, tokens: 118),
            Self.sample(90, tokens: 118),
        ]
        #expect(Self.points("tokens", samples) == [2, 0])
    }

    @Test func `a counter that begins anew is no fall, and nothing is drawn over a pause`() {
        let samples = [
            Self.sample(0, tokens: 1000), Self.sample(15, run: "2", tokens: 0), Self.sample(30, run: "2", tokens: 15),
            Self.sample(300, run: "2", tokens: 9000),
        ]
        #expect(Self.points("tokens", samples) == [1])
    }

    @Test func `times are means of the interval, not since the start`() {
        let samples = [Self.sample(0, tokens: 10, gapSeconds: 100), Self.sample(15, tokens: 30, gapSeconds: 100.2)]
        #expect(Self.points("latency", samples).map { ($0 * 1000).rounded() } == [10_000])
    }

    @Test func `gauges are means, and what nobody told makes no chart`() {
        let samples = [Self.sample(0, running: 1), Self.sample(15, running: 3)]
        #expect(Self.points("queue", samples) == [2])
        let ids = SampleCharts(samples: samples, step: 60, longest: 90).charts.map(\.id)
        #expect(ids == ["queue"])
    }

    @Test func `processor time is told in processors`() {
        let samples = [Self.sample(0, processor: 5), Self.sample(10, processor: 20)]
        #expect(Self.points("cpu", samples) == [1.5])
    }

    @Test func `the newest point ends where its last sample lies, not in the future`() throws {
        let samples = [Self.sample(120, running: 1), Self.sample(125, running: 1)]
        let chart = try #require(SampleCharts(samples: samples, step: 60, longest: 90).charts.first)
        #expect(chart.series.first?.points.last?.at == Timestamp.precise(Date(timeIntervalSince1970: 125)))
    }
}
