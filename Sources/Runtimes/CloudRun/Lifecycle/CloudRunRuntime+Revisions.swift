package import Domain
import GoogleCloud

extension CloudRunRuntime {
    package func revisions(_ id: ServiceID) async throws -> [ServiceRevision] {
        let service = try await managed(id)
        let found = try await googleCall("list the revisions of \(id)") {
            try await run.revisionsJSON(project: project, region: id.region, service: id.name)
        }
        let latest = service["latestReadyRevision"]?.string?.split(separator: "/").last.map(String.init)
        let shares = CloudRunTraffic.shares(service)
        return found.compactMap { json in
            guard let name = json["name"]?.string?.split(separator: "/").last.map(String.init) else { return nil }
            let own = shares.filter { ($0.revision ?? latest) == name }
            let percent = own.reduce(0) { $0 + $1.percent }
            let (state, problem) = Self.state(of: json, id: id, percent: percent)
            return ServiceRevision(
                name: name, createdAt: json["createTime"]?.string, state: state, problem: problem, percent: percent,
                tags: own.compactMap(\.tag),
                image: CloudRunReader.engineContainer(["template": json])?["image"]?.string,
                settings: CloudRunFields.masked(revision: json)
            )
        }
        .sorted { ($0.createdAt ?? "", $0.name) > ($1.createdAt ?? "", $1.name) }
    }

    private static func state(
        of revision: GoogleJSON, id: ServiceID, percent: Int
    ) -> (ServiceRevision.State, Problem?) {
        let conditions = revision["conditions"]?.array ?? []
        if let failed = conditions.first(where: { $0["state"]?.string == "CONDITION_FAILED" }) {
            return (.failed, CloudRunCause.problem(condition: failed, id: id, startupSeconds: nil))
        }
        let ready = conditions.first { $0["type"]?.string == "Ready" }
        guard ready?["state"]?.string == "CONDITION_SUCCEEDED" else { return (.starting, nil) }
        return (percent > 0 ? .ready : .retired, nil)
    }

    package func setTraffic(_ shares: [TrafficShare], of id: ServiceID) async throws -> Service {
        try TrafficShare.check(shares)
        let known = try await revisions(id)
        for share in shares {
            guard let name = share.revision else { continue }
            guard let revision = known.first(where: { $0.name == name }) else {
                throw Problem(
                    .notFound, "No such revision", detail: "\(id) has no revision ‘\(name.prefix(80))’",
                    fix: "Choose one of: \(known.prefix(8).map(\.name).joined(separator: ", "))."
                )
            }
            guard share.percent == 0 || revision.state == .ready || revision.state == .retired else {
                throw Problem(
                    .conflict, "The revision is not ready", detail: "\(name) is \(revision.state.rawValue)",
                    fix: "Send traffic to a revision that was ready, or deploy it anew."
                )
            }
            if share.percent > 0 { try await requireKey(of: revision, id) }
        }
        return try await patch(id, mask: ["traffic", "annotations"]) { service in
            service["traffic"] = CloudRunTraffic.targets(shares)
            service["annotations"]?[CloudRunMarks.rolledBack] = nil
        }
    }

    package func rollBack(_ id: ServiceID, to wanted: String?) async throws -> Service {
        let serving = CloudRunTraffic.serving(try await managed(id))
        let known = try await revisions(id)
        let target = try Self.target(wanted, serving: serving, known, id)
        if let revision = known.first(where: { $0.name == target }) { try await requireKey(of: revision, id) }
        var service = try await patch(id, mask: ["traffic", "annotations"]) { service in
            let latest = CloudRunReader.latestRevision(service)
            service["traffic"] = CloudRunTraffic.all(to: target, service)
            var annotations = service["annotations"]?.texts ?? [:]
            // Back at the newest one, nothing is rolled back any more.
            annotations[CloudRunMarks.rolledBack] = target == latest ? nil : latest
            service["annotations"] = .texts(annotations)
        }
        service.revision = target
        return service
    }

    private static func target(
        _ wanted: String?, serving: String?, _ known: [ServiceRevision], _ id: ServiceID
    ) throws(Problem) -> String {
        if let wanted {
            guard let revision = known.first(where: { $0.name == wanted }) else {
                throw Problem(
                    .notFound, "No such revision", detail: "\(id) has no revision ‘\(wanted.prefix(80))’",
                    fix: "Choose one of: \(known.prefix(8).map(\.name).joined(separator: ", "))."
                )
            }
            guard revision.state == .ready || revision.state == .retired else {
                throw Problem(
                    .conflict, "The revision was never ready", detail: "\(wanted) is \(revision.state.rawValue)",
                    fix: "Roll back to one that was: llm-manager services revisions \(id)."
                )
            }
            return wanted
        }
        let older = known.drop { $0.name != serving }.dropFirst()
        guard let before = older.first(where: { $0.state == .retired || $0.state == .ready }) else {
            throw Problem(
                .conflict, "Nothing to go back to",
                detail: "\(id) has no revision before \(serving ?? "its first one") that was ready",
                fix: "Change what is wrong: llm-manager services update \(id)."
            )
        }
        return before.name
    }

    /// Changes the masked fields of a service as it is, and returns when Cloud Run has done it. Makes no revision.
    /// Somebody else's change in between is read again, twice at most.
    func patch(
        _ id: ServiceID, mask: [String], _ edit: (inout GoogleJSON) -> Void
    ) async throws -> Service {
        for attempt in 1...3 {
            let existing = try await managed(id)
            var changed = existing
            edit(&changed)
            var body: GoogleJSON = [:]
            for field in mask + ["etag"] { body[field] = changed[field] }
            do {
                let begun = try await run.patchService(
                    project: project, region: id.region, id: id.name, body, updateMask: mask
                )
                // A service whose newest revision had failed before fails again with each change; that is not this
                // change's.
                try await finish(begun, ignoring: [.failedPrecondition])
                return try await service(id)
            } catch let error as GoogleCloudError where error.code == .aborted && attempt < 3 {
                continue
            } catch {
                throw GoogleProblem.problem(error, doing: "change \(id)")
            }
        }
        throw Problem.planOutdated(id)
    }
}
