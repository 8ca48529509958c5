/// What a service did over a range of time.
package struct ServiceMetrics: Sendable, Hashable, Codable {
    package var range: MetricRange
    /// RFC 3339.
    package var from: String
    package var to: String
    package var charts: [MetricChart]
    /// How many seconds behind the figures are at most; what happened since is not in them yet.
    package var lagSeconds: Int
    /// What the engine says of itself now; nil with the reason in ``engineNote``.
    package var engine: EngineFigures?
    package var engineNote: String?

    package init(
        range: MetricRange, from: String, to: String, charts: [MetricChart], lagSeconds: Int,
        engine: EngineFigures? = nil, engineNote: String? = nil
    ) {
        self.range = range
        self.from = from
        self.to = to
        self.charts = charts
        self.lagSeconds = lagSeconds
        self.engine = engine
        self.engineNote = engineNote
    }
}

/// One picture: lines that share a unit.
package struct MetricChart: Sendable, Hashable, Codable {
    /// Stable: `requests`, `latency`, `instances`, `gpu`, `cpu`, `memory`, `startup`.
    package var id: String
    package var title: String
    /// `1/s`, `ms`, `1` (a count), `share` (0 to 1).
    package var unit: String
    /// Lines without points are there too: nothing was measured.
    package var series: [MetricSeries]
    /// Why there are no lines, when they could not be read.
    package var problem: String?

    package init(id: String, title: String, unit: String, series: [MetricSeries], problem: String? = nil) {
        self.id = id
        self.title = title
        self.unit = unit
        self.series = series
        self.problem = problem
    }
}

package struct MetricSeries: Sendable, Hashable, Codable {
    package var name: String
    /// Oldest first. A time without a point was not measured; it is not zero.
    package var points: [Point]

    package init(name: String, points: [Point]) {
        self.name = name
        self.points = points
    }

    package struct Point: Sendable, Hashable, Codable {
        /// RFC 3339: the end of the interval.
        package var at: String
        package var value: Double

        package init(at: String, value: Double) {
            self.at = at
            self.value = value
        }
    }
}

/// What an engine exports of itself, of the instance that answered. Counters run since that instance started.
package struct EngineFigures: Sendable, Hashable, Codable {
    package var running: Double?
    package var waiting: Double?
    /// Share of the memory for keys and values that is in use, 0 to 1.
    package var cacheUse: Double?
    package var promptTokens: Double?
    package var generatedTokens: Double?
    package var preemptions: Double?
    /// Seconds, over all requests since the start.
    package var meanFirstToken: Double?
    package var meanTokenGap: Double?
    package var at: String

    package init(
        running: Double? = nil, waiting: Double? = nil, cacheUse: Double? = nil, promptTokens: Double? = nil,
        generatedTokens: Double? = nil, preemptions: Double? = nil, meanFirstToken: Double? = nil,
        meanTokenGap: Double? = nil, at: String
    ) {
        self.running = running
        self.waiting = waiting
        self.cacheUse = cacheUse
        self.promptTokens = promptTokens
        self.generatedTokens = generatedTokens
        self.preemptions = preemptions
        self.meanFirstToken = meanFirstToken
        self.meanTokenGap = meanTokenGap
        self.at = at
    }
}
