import Foundation
import HTTPTypes

extension CloudRunStore {
    /// A service as a caller wants it to be.
    struct Wish: Sendable {
        let project: ProjectRecord
        let region: String
        let id: String
        let body: JSONValue
        let caller: String

        var name: String { ServiceRecord.name(project.id, region, id) }
    }

    /// Creates a service; answers with the operation that rolls it out.
    func create(_ wish: Wish, validateOnly: Bool) throws -> RunOperation {
        try RunRules.checkServiceID(wish.id)
        let rules = RunRules(request: "CreateServiceRequest", region: wish.region)
        try rules.check(wish.body, id: wish.id)
        let spec = Self.spec(wish.body, project: wish.project)
        return try update { state in
            guard state.services[wish.name] == nil else {
                throw GoogleError.alreadyExists("Resource '\(wish.id)' already exists.")
            }
            let there = state.services.values.count { $0.project == wish.project.id && $0.region == wish.region }
            guard there < 1000 else {
                throw GoogleError(
                    .tooManyRequests, "RESOURCE_EXHAUSTED",
                    "Quota exceeded: a project may have 1000 services in \(wish.region).", reason: "quotaExceeded"
                )
            }
            try checkQuota(rules, spec: spec, name: wish.name, wish: wish, in: state)
            let now = Timestamp.now
            var service = ServiceRecord(
                project: wish.project.id,
                projectNumber: wish.project.number,
                region: wish.region,
                id: wish.id,
                uid: UUID().uuidString.lowercased(),
                spec: spec,
                generation: 1,
                observedGeneration: 0,
                createTime: now,
                updateTime: now,
                creator: wish.caller,
                lastModifier: wish.caller,
                revisions: [],
                revisionCount: 0,
                policy: IAMPolicy(),
                settlesAt: end()
            )
            service.addRevision(at: now)
            try rules.checkTraffic(spec["traffic"]?.array ?? [], among: service.revisions, next: nil)
            guard !validateOnly else { return preview(service) }
            state.services[service.name] = service
            return begin(on: service, in: &state)
        }
    }

    /// Changes a service; without a mask everything that the user may set is replaced.
    func patch(
        _ wish: Wish,
        mask: [String],
        validateOnly: Bool,
        forceNewRevision: Bool,
        allowMissing: Bool
    ) throws -> RunOperation {
        if allowMissing, try current().services[wish.name] == nil {
            return try create(wish, validateOnly: validateOnly)
        }
        let rules = RunRules(request: "UpdateServiceRequest", region: wish.region)
        return try update { state in
            guard var service = state.services[wish.name] else { throw Self.missing(wish.name) }
            try Self.checkEtag(wish.body["etag"]?.string, of: service)
            let before = service.spec
            let merged =
                try mask.isEmpty || mask == ["*"] ? wish.body : UpdateMask.merge(mask, of: wish.body, into: before)
            try rules.check(merged, id: wish.id)
            service.spec = Self.spec(merged, project: wish.project)
            try checkQuota(rules, spec: service.spec, name: wish.name, wish: wish, in: state)
            service.generation += 1
            service.updateTime = Timestamp.now
            service.lastModifier = wish.caller
            service.settlesAt = end()
            service.isDeleting = false
            if forceNewRevision || service.spec["template"] != before["template"] {
                if let name = service.spec["template"]?["revision"]?.string,
                    service.revisions.contains(where: { $0.id == name })
                {
                    throw GoogleError.alreadyExists(
                        "Revision named '\(name)' with different configuration already exists.")
                }
                service.addRevision(at: service.updateTime)
            }
            try rules.checkTraffic(service.spec["traffic"]?.array ?? [], among: service.revisions, next: nil)
            guard !validateOnly else { return preview(service) }
            state.services[service.name] = service
            return begin(on: service, in: &state)
        }
    }

    /// Deletes a service and its revisions.
    func delete(_ name: String, etag: String?, validateOnly: Bool) throws -> RunOperation {
        try update { state in
            guard var service = state.services[name] else { throw Self.missing(name) }
            try Self.checkEtag(etag, of: service)
            guard !validateOnly else { return preview(service) }
            service.isDeleting = true
            service.generation += 1
            service.settlesAt = end()
            state.services[name] = service
            return begin(on: service, in: &state)
        }
    }

    private func begin(on service: ServiceRecord, in state: inout CloudRunState) -> RunOperation {
        let operation = preview(service)
        state.operations[operation.name] = operation
        return operation
    }

    /// An operation that nobody will find again: the answer to `validateOnly`.
    private func preview(_ service: ServiceRecord) -> RunOperation {
        RunOperation(
            name:
                "projects/\(service.project)/locations/\(service.region)/operations/\(UUID().uuidString.lowercased())",
            target: service.name,
            type: "Service",
            resource: service.json(endpoint: endpoint)
        )
    }

    private func checkQuota(
        _ rules: RunRules,
        spec: JSONValue,
        name: String,
        wish: Wish,
        in state: CloudRunState
    ) throws {
        let others = state.services.values.filter {
            $0.project == wish.project.id && $0.region == wish.region && $0.name != name && !$0.isDeleting
        }
        try rules.checkQuota(spec["template"] ?? [:]) { type, redundancyDisabled in
            others.reduce(0) { total, service in
                guard let demand = RunRules.gpuDemand(of: service.spec["template"] ?? [:]),
                    demand.type.name == type.name,
                    demand.redundancyDisabled == redundancyDisabled
                else { return total }
                return total + demand.instances
            }
        }
    }

    private static func checkEtag(_ etag: String?, of service: ServiceRecord) throws {
        guard let etag, !etag.isEmpty, etag != service.etag else { return }
        throw GoogleError.aborted(
            "Conflict for resource '\(service.id)': version '\(etag)' was specified but current version is "
                + "'\(service.etag)'."
        )
    }

    /// What is kept of a body: the fields that a user may set, with the defaults that Cloud Run fills in.
    private static func spec(_ body: JSONValue, project: ProjectRecord) -> JSONValue {
        var members = body.object ?? [:]
        for name in RunShapes.serviceOutput.union(["name", "etag"]) { members[name] = nil }
        members["template"] = RunDefaults.template(members["template"] ?? [:], project: project)
        return .object(members)
    }
}

extension ServiceRecord {
    /// Adds a revision of the template as it is now.
    mutating func addRevision(at time: String) {
        revisionCount += 1
        let given = spec["template"]?["revision"]?.string ?? ""
        let number = String(revisionCount)
        let padded = String(repeating: "0", count: max(0, 5 - number.count)) + number
        let id = given.isEmpty ? "\(id)-\(padded)-\(Self.suffix(uid, revisionCount))" : given
        revisions.append(
            RevisionRecord(
                id: id,
                uid: UUID().uuidString.lowercased(),
                template: spec["template"] ?? [:],
                createTime: time
            )
        )
    }

    /// Three letters that make the names of a deleted and recreated service's revisions differ.
    private static func suffix(_ uid: String, _ number: Int) -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        let seed = uid.utf8.reduce(UInt64(number)) { ($0 &* 31) &+ UInt64($1) }
        var random = SplitMix64(state: seed)
        return String((0..<3).map { _ in letters[Int(random.next() % UInt64(letters.count))] })
    }
}
