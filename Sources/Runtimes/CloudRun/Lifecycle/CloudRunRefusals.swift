import Domain
import GoogleCloud

/// What Cloud Run would refuse of a body, told before it is sent: each with the field and a fix.
///
/// Rules: Cloud Run Admin API v2 and its documented limits. What only Cloud Run can know (an image that is missing, a
/// secret that may not be read) is its own answer.
struct CloudRunRefusals {
    var body: GoogleJSON
    var id: ServiceID

    init(_ body: GoogleJSON, id: ServiceID) {
        self.body = body
        self.id = id
    }

    var problems: [PlanProblem] {
        let template = body["template"] ?? [:]
        let containers = template["containers"]?.array ?? []
        var problems = instances(template) + traffic() + marks()
        for container in containers {
            problems += variables(container) + probes(container, template) + mounts(container)
        }
        problems += accelerator(template, containers)
        return problems
    }

    private func refusal(_ detail: String, _ fix: String) -> PlanProblem {
        PlanProblem(.error, code: Problem.Code.invalidRequest.rawValue, detail: detail, fix: fix)
    }

    private func instances(_ template: GoogleJSON) -> [PlanProblem] {
        var problems: [PlanProblem] = []
        let least = template["scaling"]?["minInstanceCount"]?.integer ?? 0
        let most = template["scaling"]?["maxInstanceCount"]?.integer ?? 100
        if least < 0 || most < 1 || least > most {
            problems.append(refusal("\(least) to \(most) instances", "Ask for no more at least than at most."))
        }
        if let concurrency = template["maxInstanceRequestConcurrency"]?.integer, !(1...1000).contains(concurrency) {
            problems.append(refusal("\(concurrency) requests at a time", "Ask for 1 to 1000."))
        }
        if let timeout = template["timeout"]?.string, let seconds = Double(timeout.dropLast()),
            !(1...3600).contains(seconds)
        {
            problems.append(refusal("A request may take \(timeout)", "Choose a timeout of 1 to 3600 seconds."))
        }
        return problems
    }

    private func variables(_ container: GoogleJSON) -> [PlanProblem] {
        let variables = container["env"]?.array ?? []
        let names = variables.compactMap { $0["name"]?.string }
        var problems: [PlanProblem] = []
        let reserved: Set<String> = ["PORT", "K_SERVICE", "K_REVISION", "K_CONFIGURATION"]
        for name in names where reserved.contains(name) || name.isEmpty || name.contains("=") {
            problems.append(refusal("Cloud Run sets ‘\(name)’ itself, or it is no name", "Leave the variable out."))
        }
        let size = variables.reduce(0) {
            $0 + ($1["name"]?.string?.utf8.count ?? 0) + ($1["value"]?.string?.utf8.count ?? 0)
        }
        if size > 32_768 {
            problems.append(refusal("The variables hold \(size) bytes together", "Keep them below 32 KiB."))
        }
        return problems
    }

    private func probes(_ container: GoogleJSON, _ template: GoogleJSON) -> [PlanProblem] {
        guard let probe = container["startupProbe"] else { return [] }
        let longest: Int64 = template["nodeSelector"] == nil ? 600 : 1800
        let period = probe["periodSeconds"]?.integer ?? 10
        let threshold = probe["failureThreshold"]?.integer ?? 3
        guard threshold * period > longest || (probe["timeoutSeconds"]?.integer ?? 1) > period else { return [] }
        return [
            refusal(
                "The startup probe waits \(threshold) times \(period) s",
                "Wait \(longest) s at most, and no longer than "
                    + "the period for one answer.")
        ]
    }

    private func mounts(_ container: GoogleJSON) -> [PlanProblem] {
        (container["volumeMounts"]?.array ?? []).compactMap { mount in
            let path = mount["mountPath"]?.string ?? ""
            let isReserved = ["/dev", "/proc", "/sys"].contains { path == $0 || path.hasPrefix($0 + "/") }
            guard isReserved || !path.hasPrefix("/") else { return nil }
            return refusal(
                "A volume is mounted at ‘\(path)’", "Mount it at an absolute path outside /dev, /proc, /sys.")
        }
    }

    private func accelerator(_ template: GoogleJSON, _ containers: [GoogleJSON]) -> [PlanProblem] {
        let holders = containers.filter { $0["resources"]?["limits"]?["nvidia.com/gpu"] != nil }
        guard !holders.isEmpty else { return [] }
        var problems: [PlanProblem] = []
        if holders.count > 1 {
            problems.append(refusal("\(holders.count) containers ask for a GPU", "One may hold it."))
        }
        if holders.first?["resources"]?["cpuIdle"]?.bool == true {
            problems.append(
                refusal("A CPU that is idle between requests does not go with a GPU", "Set cpuIdle to false."))
        }
        return problems
    }

    private func traffic() -> [PlanProblem] {
        let targets = body["traffic"]?.array ?? []
        let total = targets.reduce(Int64(0)) { $0 + ($1["percent"]?.integer ?? 0) }
        guard !targets.isEmpty, total != 100 else { return [] }
        return [refusal("The traffic totals \(total) %", "Divide it so that it totals 100 %.")]
    }

    private func marks() -> [PlanProblem] {
        let reserved = [
            "run.googleapis.com/", "cloud.googleapis.com/", "serving.knative.dev/", "autoscaling.knative.dev/",
        ]
        let keys = (body["labels"]?.object ?? [:]).keys.sorted() + (body["annotations"]?.object ?? [:]).keys.sorted()
        var problems = keys.filter { key in reserved.contains { key.hasPrefix($0) } }.map {
            refusal("‘\($0)’ is a name that Cloud Run keeps to itself", "Take the label or annotation away.")
        }
        if (body["labels"]?.object.count ?? 0) > 64 {
            problems.append(refusal("The service has more than 64 labels", "Take some away."))
        }
        return problems
    }
}
