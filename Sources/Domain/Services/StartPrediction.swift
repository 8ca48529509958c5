/// How long a start takes until the first token, and why we think so.
package struct StartPrediction: Sendable, Hashable, Codable {
    package var seconds: Double
    /// `3 measured starts of this model`, `built-in estimate`.
    package var basis: String
    package var isMeasured: Bool
    package var lines: [PlanLine]

    package init(seconds: Double, basis: String, isMeasured: Bool, lines: [PlanLine]) {
        self.seconds = seconds
        self.basis = basis
        self.isMeasured = isMeasured
        self.lines = lines
    }
}

/// When a runtime asks an instance whether it is up, and when it gives up.
package struct StartupProbe: Sendable, Hashable, Codable {
    package var initialDelay: Int
    package var period: Int
    package var timeout: Int
    package var threshold: Int
    /// Why each figure is what it is.
    package var lines: [PlanLine]

    package init(initialDelay: Int, period: Int, timeout: Int, threshold: Int, lines: [PlanLine] = []) {
        self.initialDelay = initialDelay
        self.period = period
        self.timeout = timeout
        self.threshold = threshold
        self.lines = lines
    }

    /// Seconds after which a start is given up.
    package var longest: Int { initialDelay + period * threshold }
}
