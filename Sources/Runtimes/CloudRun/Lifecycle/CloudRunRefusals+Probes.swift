import Domain
import GoogleCloud

/// Probes: kinds, ranges, and the longest time that a start may take.
extension CloudRunRefusals {
    func startupProbe(_ container: GoogleJSON, _ template: GoogleJSON) -> [PlanProblem] {
        guard let probe = container["startupProbe"] else { return [] }
        let longest: Int64 = template["nodeSelector"] == nil ? 600 : 1800
        var problems = check(
            probe, "startup probe", kinds: ["httpGet", "tcpSocket", "grpc"], delay: longest, period: longest)
        let period = probe["periodSeconds"]?.integer ?? 10
        let threshold = probe["failureThreshold"]?.integer ?? 3
        let (wait, isTooMuch) = period.multipliedReportingOverflow(by: threshold)
        if isTooMuch || wait > longest {
            problems.append(
                refusal("The startup probe waits \(threshold) times \(period) s", "Wait \(longest) s at most."))
        }
        return problems
    }

    func otherProbes(_ container: GoogleJSON) -> [PlanProblem] {
        var problems: [PlanProblem] = []
        if let probe = container["livenessProbe"] {
            problems += check(probe, "liveness probe", kinds: ["httpGet", "grpc"], delay: 3600, period: 3600)
        }
        if let probe = container["readinessProbe"] {
            problems += check(probe, "readiness probe", kinds: ["httpGet", "grpc"], delay: 0, period: 300)
        }
        return problems
    }

    private func check(
        _ probe: GoogleJSON, _ name: String, kinds: Set<String>, delay: Int64, period longest: Int64
    ) -> [PlanProblem] {
        var problems: [PlanProblem] = []
        let given = ["httpGet", "tcpSocket", "grpc"].filter { probe[$0] != nil }
        if given.count > 1 || !kinds.isSuperset(of: given) {
            problems.append(
                refusal(
                    "The \(name) asks by \(given.joined(separator: " and "))",
                    "One of \(kinds.sorted().joined(separator: ", "))."))
        }
        let initial = probe["initialDelaySeconds"]?.integer ?? 0
        if !(0...delay).contains(initial) {
            problems.append(refusal("The \(name) begins after \(initial) s", "Begin after \(delay) s at most."))
        }
        let period = probe["periodSeconds"]?.integer ?? 10
        if !(1...longest).contains(period) {
            problems.append(refusal("The \(name) asks every \(period) s", "Ask every 1 to \(longest) s."))
        }
        let timeout = probe["timeoutSeconds"]?.integer ?? 1
        if timeout < 1 || timeout > period {
            problems.append(
                refusal(
                    "The \(name) waits \(timeout) s for an answer", "Wait 1 s or more, and no longer than the period."))
        }
        if (probe["failureThreshold"]?.integer ?? 3) < 1 {
            problems.append(refusal("The \(name) gives up before it has asked", "Choose a threshold of 1 or more."))
        }
        if let path = probe["httpGet"]?["path"]?.string, !path.hasPrefix("/") {
            problems.append(refusal("The \(name) asks for ‘\(path)’", "Begin the path with a slash."))
        }
        return problems
    }
}
