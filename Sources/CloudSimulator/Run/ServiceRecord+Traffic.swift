extension ServiceRecord {
    /// As the user gave it; everything to the latest when nothing was given.
    var traffic: [JSONValue] {
        let given = spec["traffic"]?.array ?? []
        return given.isEmpty ? [["type": .string(RunRules.latest), "percent": 100]] : given
    }

    /// Stopped by hand: no instance runs, and none is started.
    var isStopped: Bool {
        spec["scaling"]?["scalingMode"]?.string == "MANUAL"
            && (spec["scaling"]?["manualInstanceCount"]?.int64 ?? 0) == 0
    }

    func trafficStatuses(endpoint: String) -> [JSONValue] {
        traffic.map { target in
            var status = target
            if let tag = target["tag"]?.string, !tag.isEmpty {
                status["uri"] = .string("\(endpoint)/\(project)/\(region)/\(tag)---\(id)")
            }
            return status
        }
    }

    /// Whether requests or a tag lead to a revision.
    func isReachable(_ revision: String) -> Bool {
        traffic.contains { target in
            target["type"]?.string == RunRules.byRevision
                ? target["revision"]?.string == revision : latestReady?.id == revision
        }
    }

    /// The revision that takes a request: by tag, or by the shares.
    ///
    /// - Parameter chance: 0 up to 100, picks among the shares.
    func revision(tag: String?, chance: Int64) -> RevisionRecord? {
        if let tag { return traffic.first { $0["tag"]?.string == tag }.flatMap(revision(of:)) }
        var left = chance
        for target in traffic {
            left -= target["percent"]?.int64 ?? 0
            if left < 0 { return revision(of: target) }
        }
        return latestReady
    }

    private func revision(of target: JSONValue) -> RevisionRecord? {
        guard target["type"]?.string == RunRules.byRevision else { return latestReady }
        return revisions.first { $0.id == target["revision"]?.string && $0.phase == .ready }
    }
}
