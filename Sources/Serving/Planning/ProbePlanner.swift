package import Domain

/// The startup probe: when to ask first, how often, and when to give up.
///
/// Cloud Run's limits: threshold × period ≤ 1800 s with a GPU, ≤ 600 s without; a first delay of at most 240 s passes
/// in every version of the API; a timeout is at most the period.
package enum ProbePlanner {
    package static let period = 10
    package static let timeout = 5
    package static let longestDelay = 240
    package static let shortest = 240

    /// Seconds after which Cloud Run lets no start go on.
    package static func limit(isGPU: Bool) -> Int { isGPU ? 1800 : 600 }

    /// - Parameter predicted: seconds until the engine listens.
    package static func probe(predicted: Double, isGPU: Bool) -> StartupProbe {
        let limit = limit(isGPU: isGPU)
        let bounded = min(max(0, predicted), 1_000_000)
        let wanted = Int((bounded * 3 / Double(period)).rounded(.up)) * period
        let longest = min(limit, max(shortest, wanted))
        // Nobody answers in the first quarter of a start: asking then only fills the log.
        let delay = min(longestDelay, Int(bounded / 4) / period * period)
        let threshold = max(1, (longest - delay) / period)
        let kind = isGPU ? "with a GPU" : "without a GPU"
        let seconds = LoadTimePredictor.whole(bounded)
        let bound =
            wanted < shortest
            ? "3 × the predicted \(seconds) = \(wanted) s, but not less than \(shortest) s"
            : wanted > limit
                ? "3 × the predicted \(seconds) = \(wanted) s, but Cloud Run allows \(limit) s \(kind)"
                : "3 × the predicted \(seconds), rounded up; Cloud Run allows \(limit) s \(kind)"
        return StartupProbe(
            initialDelay: delay, period: period, timeout: timeout, threshold: threshold,
            lines: [
                PlanLine("given up after", "\(delay + period * threshold) s", bound),
                PlanLine(
                    "first asked after", "\(delay) s",
                    "a quarter of the predicted \(seconds), at most \(longestDelay) s"),
                PlanLine("asked every", "\(period) s", "a start is noticed at most that late"),
                PlanLine("answer within", "\(timeout) s", "half of the period; loading may keep the engine busy"),
                PlanLine(
                    "failures allowed", "\(threshold)",
                    "(\(delay + period * threshold) − \(delay)) s ÷ \(period) s"),
            ]
        )
    }
}
