extension RunRules {
    /// The probes of a container: ranges, kinds, and the longest time that a start may take.
    func checkProbes(of container: JSONValue, isGPU: Bool, at field: String) throws {
        if let probe = container["startupProbe"] {
            let longest: Int64 = isGPU ? 1800 : 600
            try check(
                probe, kinds: ["httpGet", "tcpSocket", "grpc"], delay: 0...longest, period: 1...longest,
                at: field + ".startup_probe")
            let threshold = probe["failureThreshold"]?.int64 ?? 3
            let period = probe["periodSeconds"]?.int64 ?? 10
            guard threshold * period <= longest else {
                throw violation(
                    field + ".startup_probe",
                    "failure_threshold (\(threshold)) times period_seconds (\(period)) "
                        + "must not exceed \(longest) seconds."
                )
            }
        }
        if let probe = container["livenessProbe"] {
            try check(
                probe, kinds: ["httpGet", "grpc"], delay: 0...3600, period: 1...3600, at: field + ".liveness_probe")
        }
        if let probe = container["readinessProbe"] {
            try check(probe, kinds: ["httpGet", "grpc"], delay: 0...0, period: 1...300, at: field + ".readiness_probe")
        }
    }

    private func check(
        _ probe: JSONValue,
        kinds: Set<String>,
        delay: ClosedRange<Int64>,
        period: ClosedRange<Int64>,
        at field: String
    ) throws {
        let given = Set((probe.object ?? [:]).keys).intersection(["httpGet", "tcpSocket", "grpc"])
        guard given.count == 1, given.isSubset(of: kinds) else {
            throw violation(field, "exactly one of \(kinds.sorted().joined(separator: ", ")) must be given.")
        }
        let initial = probe["initialDelaySeconds"]?.int64 ?? 0
        guard delay.contains(initial) else {
            throw violation(
                field + ".initial_delay_seconds", "must be between \(delay.lowerBound) and \(delay.upperBound)."
            )
        }
        let seconds = probe["periodSeconds"]?.int64 ?? 10
        guard period.contains(seconds) else {
            throw violation(field + ".period_seconds", "must be between \(period.lowerBound) and \(period.upperBound).")
        }
        let timeout = probe["timeoutSeconds"]?.int64 ?? 1
        guard (1...seconds).contains(timeout) else {
            throw violation(field + ".timeout_seconds", "must be between 1 and period_seconds (\(seconds)).")
        }
        guard (probe["failureThreshold"]?.int64 ?? 3) >= 1 else {
            throw violation(field + ".failure_threshold", "must be at least 1.")
        }
        if let path = probe["httpGet"]?["path"]?.string, !path.hasPrefix("/") {
            throw violation(field + ".http_get.path", "must begin with \"/\".")
        }
    }
}
