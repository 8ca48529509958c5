import Domain

/// Changing, stopping and going back: each behind the capability that promises it.
extension RuntimeConformance {
    func updateKeepsTheRest() async throws {
        guard runtime.capabilities.updates else { return }
        let plan = try await deployEndsReady()
        let before = try await runtime.service(plan.id)
        var change = ServiceChange()
        change.environment = ["CONFORMANCE": "changed"]
        let planned = try await runtime.plan(change, of: plan.id, manifest: manifest, next: nil)
        try require(planned.canApply, "the change can be applied: \(planned.problems)")
        try require(
            planned.diff == [FieldChange(field: "environment.CONFORMANCE", old: nil, new: "changed")],
            "the diff names what changes and nothing else: \(planned.diff)"
        )
        let still = try await runtime.service(plan.id)
        try require(still.etag == before.etag, "a plan changes nothing")
        var events: [DeployEvent] = []
        for try await event in runtime.deploy(planned) { events.append(event) }
        try require(events.last?.state == .ready, "it ends ready: \(told(events))")
        let after = try await runtime.service(plan.id)
        try require(after.revision != before.revision, "there is a new revision")
        try require(after.proof?.revision == after.revision, "the new revision is proven")
        try require(
            after.url == before.url && after.model == before.model && after.access == before.access,
            "address, model and access stay"
        )
        try await expect(.planOutdated) { for try await _ in runtime.deploy(planned) {} }
    }

    func stoppedStarts() async throws {
        guard runtime.capabilities.stops else { return }
        let plan = try await deployEndsReady()
        let stopped = try await runtime.stop(plan.id)
        try require(stopped.state == .stopped, "it is stopped: \(stopped.state)")
        let listed = try await runtime.listing().services
        try require(listed.map(\.state) == [.stopped], "the list says so too")
        let started = try await runtime.start(plan.id)
        try require(started.state == .ready, "it runs again: \(started.state)")
        let answered = try await ask(try await runtime.endpoint(plan.id))
        try require(answered, "the engine answers again")
    }

    func rollBackServes() async throws {
        guard runtime.capabilities.hasRevisions else { return }
        let plan = try await deployEndsReady()
        let first = try await runtime.service(plan.id).revision
        var changed = sound
        changed.environment["CONFORMANCE"] = "second"
        _ = try await deploy(changed)
        let known = try await runtime.revisions(plan.id)
        try require(known.count == 2 && known.first?.percent == 100, "the newest revision serves: \(known)")
        let back = try await runtime.rollBack(plan.id, to: nil)
        try require(back.revision == first, "the revision before serves")
        try await expect(.conflict) { _ = try await runtime.rollBack(plan.id, to: nil) }
    }

    func abilitiesAreTrue() async throws {
        let plan = try await deployEndsReady()
        let able = runtime.capabilities
        if !able.hasRevisions {
            try await expect(.unsupported) { _ = try await runtime.revisions(plan.id) }
            try await expect(.unsupported) { _ = try await runtime.rollBack(plan.id, to: nil) }
            try await expect(.unsupported) {
                _ = try await runtime.setTraffic([TrafficShare(revision: nil, percent: 100)], of: plan.id)
            }
        }
        if !able.stops { try await expect(.unsupported) { _ = try await runtime.stop(plan.id) } }
        let deletion = try await runtime.deletion(plan.id)
        try require(!deletion.goes.isEmpty && !deletion.stays.isEmpty, "a delete says what goes and what stays")
    }
}
