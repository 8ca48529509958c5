extension RunRules {
    static let latest = "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST"
    static let byRevision = "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION"

    /// What can be said of a traffic list without knowing the revisions.
    func checkTraffic(_ targets: [JSONValue], of id: String) throws {
        guard !targets.isEmpty else { return }
        var tags: Set<String> = []
        for target in targets {
            let percent = target["percent"]?.int64 ?? 0
            guard (0...100).contains(percent) else {
                throw violation("service.traffic.percent", "must be between 0 and 100, found \(percent).")
            }
            let named = target["revision"]?.string?.isEmpty == false
            switch target["type"]?.string {
            case Self.byRevision where !named:
                throw violation("service.traffic.revision", "A target of type REVISION needs a revision.")
            case Self.latest where named:
                throw violation("service.traffic.revision", "A target of type LATEST must not name a revision.")
            case Self.byRevision, Self.latest: break
            default: throw violation("service.traffic.type", "The type of a traffic target is required.")
            }
            guard let tag = target["tag"]?.string, !tag.isEmpty else { continue }
            guard Self.isName(tag), tag.count + id.count <= 63 - 3 else {
                throw violation(
                    "service.traffic.tag", "\"\(tag)\" must be a lowercase name that is short enough for a host name.")
            }
            guard tags.insert(tag).inserted else {
                throw violation("service.traffic.tag", "Tag \"\(tag)\" is given to more than one target.")
            }
        }
        let total = targets.reduce(Int64(0)) { $0 + ($1["percent"]?.int64 ?? 0) }
        guard total == 100 else {
            throw violation("service.traffic", "Traffic percents must total 100, found \(total).")
        }
    }

    /// The revisions that are named must be there.
    func checkTraffic(_ targets: [JSONValue], among revisions: [RevisionRecord], next: String?) throws {
        for target in targets where target["type"]?.string == Self.byRevision {
            let name = target["revision"]?.string ?? ""
            guard name == next || revisions.contains(where: { $0.id == name }) else {
                throw GoogleError.invalidArgument(
                    "Violation in \(request).service.traffic.revision: Revision named \"\(name)\" does not exist.",
                    field: "service.traffic.revision"
                )
            }
        }
    }

    /// Scaling of the whole service: by itself within bounds, or by hand to a number of instances.
    func checkScaling(ofService scaling: JSONValue?) throws {
        guard let scaling else { return }
        let field = "service.scaling"
        let (low, high) = (scaling["minInstanceCount"]?.int64 ?? 0, scaling["maxInstanceCount"]?.int64 ?? 0)
        guard low >= 0, high >= 0, high == 0 || low <= high else {
            throw violation(field, "min_instance_count must be between 0 and max_instance_count.")
        }
        let manual = scaling["manualInstanceCount"]?.int64
        if let manual, manual < 0 { throw violation(field + ".manual_instance_count", "must not be negative.") }
        if scaling["scalingMode"]?.string != "MANUAL", manual != nil {
            throw violation(field + ".manual_instance_count", "only with scaling_mode MANUAL.")
        }
        if scaling["scalingMode"]?.string == "MANUAL", manual == nil {
            throw violation(field + ".manual_instance_count", "required with scaling_mode MANUAL.")
        }
    }
}
