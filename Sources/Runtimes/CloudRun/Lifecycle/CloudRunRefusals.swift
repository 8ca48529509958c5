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
        var problems = texts(template) + instances(template) + traffic()
        problems += marks(body, "The service") + marks(template, "The revision")
        problems += places(template)
        if containers.isEmpty { problems.append(refusal("The service has no container", "Give it one.")) }
        if containers.count > 1, containers.filter({ $0["ports"]?.array.isEmpty == false }).count != 1 {
            problems.append(
                refusal("\(containers.count) containers, of which not one alone has a port", "Give one of them a port.")
            )
        }
        let volumes = Set((template["volumes"]?.array ?? []).compactMap { $0["name"]?.string })
        for container in containers {
            if container["image"]?.string?.isEmpty != false {
                problems.append(refusal("A container has no image", "Name one."))
            }
            problems += variables(container) + ports(container) + mounts(container, volumes)
            problems += startupProbe(container, template) + otherProbes(container)
        }
        return problems + accelerator(template, containers)
    }

    func refusal(_ detail: String, _ fix: String, code: String = Problem.Code.invalidRequest.rawValue) -> PlanProblem {
        PlanProblem(.error, code: code, detail: detail, fix: fix)
    }

    private func texts(_ template: GoogleJSON) -> [PlanProblem] {
        var problems: [PlanProblem] = []
        if let count = body["description"]?.string?.count, count > 512 {
            problems.append(refusal("The description has \(count) characters", "Keep it to 512."))
        }
        if let name = template["revision"]?.string, !name.isEmpty,
            !name.hasPrefix("\(id.name)-") || name.count > 63
        {
            problems.append(
                refusal("The revision's name is ‘\(name)’", "Begin it with ‘\(id.name)-’, 63 characters at most."))
        }
        return problems
    }

    private func instances(_ template: GoogleJSON) -> [PlanProblem] {
        var problems: [PlanProblem] = []
        let least = template["scaling"]?["minInstanceCount"]?.integer ?? 0
        let most = template["scaling"]?["maxInstanceCount"]?.integer ?? 100
        if least < 0 || most < 1 || least > most {
            problems.append(refusal("\(least) to \(most) instances", "Ask for no more at least than at most."))
        }
        if let concurrency = template["maxInstanceRequestConcurrency"]?.integer, !(0...1000).contains(concurrency) {
            problems.append(refusal("\(concurrency) requests at a time", "Ask for 1 to 1000."))
        }
        if let timeout = template["timeout"]?.string, let seconds = Double(timeout.dropLast()),
            !(1...3600).contains(seconds)
        {
            problems.append(refusal("A request may take \(timeout)", "Choose a timeout of 1 to 3600 seconds."))
        }
        return problems
    }

    private func traffic() -> [PlanProblem] {
        let targets = body["traffic"]?.array ?? []
        let total = targets.reduce(Int64(0)) { $0 + ($1["percent"]?.integer ?? 0) }
        guard !targets.isEmpty, total != 100 else { return [] }
        return [refusal("The traffic totals \(total) %", "Divide it so that it totals 100 %.")]
    }

    private func marks(_ part: GoogleJSON, _ whose: String) -> [PlanProblem] {
        let reserved = [
            "run.googleapis.com/", "cloud.googleapis.com/", "serving.knative.dev/", "autoscaling.knative.dev/",
        ]
        let labels = part["labels"]?.object ?? [:]
        let keys = labels.keys.sorted() + (part["annotations"]?.object ?? [:]).keys.sorted()
        let isKept: (String) -> Bool = { key in reserved.contains { key.hasPrefix($0) } }
        var problems = keys.filter(isKept).map {
            refusal("‘\($0)’ is a name that Cloud Run keeps to itself", "Take the label or annotation away.")
        }
        for (key, value) in labels.sorted(by: { $0.key < $1.key }) where !isKept(key) {
            let isKey = key.wholeMatch(of: /[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}/) != nil
            let isValue = value.string?.wholeMatch(of: /[\p{Ll}\p{Lo}\p{N}_-]{0,63}/) != nil
            guard !isKey || !isValue else { continue }
            problems.append(
                refusal(
                    "\(whose)’s label ‘\(key)’ has a \(isKey ? "value" : "name") that labels do not take",
                    "Use lowercase letters, digits, _ and -, 63 at most, a letter first; anything else as an annotation."
                ))
        }
        if labels.count > 64 { problems.append(refusal("\(whose) has more than 64 labels", "Take some away.")) }
        return problems
    }
}
