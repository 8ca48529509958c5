package import Domain
import GoogleCloud

extension CloudRunRuntime: ServiceAccessControl {
    /// Roles that hold `run.routes.invoke`.
    private static let invokingRoles: Set<String> = [
        CloudRunClient.invokerRole, "roles/run.servicesInvoker", "roles/run.admin", "roles/run.developer",
        "roles/editor",
        "roles/owner",
    ]

    package func access(_ id: ServiceID) async throws -> ServiceAccess {
        let json = try await managed(id)
        return try await googleCall("read who may call \(id)") {
            let policy = try await run.servicePolicy(project: project, region: id.region, id: id.name)
            return await access(json, policy)
        }
    }

    package func change(_ id: ServiceID, _ change: AccessChange, etag: String?) async throws -> ServiceAccess {
        let json = try await managed(id)
        do {
            let policy = try await changed(id, change, seen: etag)
            if change == .makePrivate, json["invokerIamDisabled"]?.bool == true { try await askAgain(id, json) }
            return await access(try await managed(id), policy)
        } catch let error as GoogleCloudError {
            throw Self.refusal(error, change, id) ?? GoogleProblem.problem(error, doing: "change who may call \(id)")
        }
    }

    private func access(_ json: GoogleJSON, _ policy: Policy) async -> ServiceAccess {
        var invokers = Self.invokers(policy, isInherited: false)
        var problem: String?
        do {
            invokers += Self.invokers(try await ResourceManagerClient(run.api).policy(project), isInherited: true)
        } catch {
            problem =
                (GoogleProblem.problem(error, doing: "read the roles on the project") as? Problem)?.detail ?? "\(error)"
        }
        let isDisabled = json["invokerIamDisabled"]?.bool == true
        return ServiceAccess(
            isPublic: isDisabled || invokers.contains { $0.kind.isEverybody && $0.condition == nil },
            invokerCheckDisabled: isDisabled, invokers: invokers, inheritedProblem: problem, etag: policy.etag
        )
    }

    private static func invokers(_ policy: Policy, isInherited: Bool) -> [Invoker] {
        (policy.bindings ?? []).filter { invokingRoles.contains($0.role) }.flatMap { binding in
            (binding.members ?? []).map { member in
                let condition = binding.condition.map { $0.title ?? $0.expression ?? "a condition" }
                return Invoker(member: member, role: binding.role, isInherited: isInherited, condition: condition)
            }
        }
    }

    /// Reads, changes and writes the policy; without an etag of the caller's a lost race is run again.
    private func changed(_ id: ServiceID, _ change: AccessChange, seen: String?) async throws -> Policy {
        var tries = 0
        while true {
            var policy = try await run.servicePolicy(project: project, region: id.region, id: id.name)
            if let seen, policy.etag != seen {
                throw Problem(
                    .conflict, "The permissions have changed",
                    detail: "somebody has changed who may call \(id) meanwhile",
                    fix: "Look at the list as it is now, then try again."
                )
            }
            let before = policy
            try Self.apply(change, to: &policy, of: id)
            guard policy.bindings != before.bindings else { return policy }
            // Conditions live in version 3 only; written as an older one they would be lost.
            policy.version = 3
            do {
                return try await run.setServicePolicy(project: project, region: id.region, id: id.name, policy)
            } catch let error as GoogleCloudError where error.code == .aborted && seen == nil && tries < 3 {
                tries += 1
            }
        }
    }

    private static func apply(_ change: AccessChange, to policy: inout Policy, of id: ServiceID) throws {
        switch change {
        case .add(let member): policy.grant(CloudRunClient.invokerRole, to: member)
        case .makePrivate:
            for member in ["allUsers", "allAuthenticatedUsers"] {
                policy.revoke(CloudRunClient.invokerRole, from: member)
            }
        case .remove(let member):
            let before = policy.bindings
            policy.revoke(CloudRunClient.invokerRole, from: member)
            guard policy.bindings == before else { return }
            let others = invokers(policy, isInherited: false).filter { $0.member == member }
            let why = others.first.map { "it may by \($0.role)\($0.condition.map { ", if ‘\($0)’" } ?? "")" }
            throw Problem(
                .notFound, "Not a caller that can be taken off here",
                detail:
                    "\(member) has no \(CloudRunClient.invokerRole) of its own on \(id)\(why.map { ": \($0)" } ?? "")",
                fix: "A right by another role, under a condition or on the project is taken away in the Cloud console."
            )
        }
    }

    /// Cloud Run asks again who calls.
    private func askAgain(_ id: ServiceID, _ json: GoogleJSON) async throws {
        var body: GoogleJSON = ["invokerIamDisabled": false]
        body["etag"] = json["etag"]
        let operation = try await run.patchService(
            project: project, region: id.region, id: id.name, body, updateMask: ["invokerIamDisabled"])
        try await finish(operation)
    }

    /// Waits for an operation's end. Throws how it failed, unless that is one of the codes to be ignored.
    func finish(_ begun: LongRunningOperation, ignoring codes: Set<GoogleCloudError.Code> = []) async throws {
        var operation = begun
        while !operation.isDone, !operation.name.isEmpty {
            try await Task.sleep(for: settings.pollInterval)
            operation = try await run.operation(operation.name)
        }
        if let failure = operation.failure, !codes.contains(failure.code) { throw failure }
    }

    /// A rule of the organization, told as one.
    private static func refusal(_ error: GoogleCloudError, _ change: AccessChange, _ id: ServiceID) -> Problem? {
        let text = error.message.lowercased()
        guard error.code == .failedPrecondition || error.code == .invalidArgument else { return nil }
        if text.contains("permitted customer") || text.contains("allowedpolicymemberdomains") {
            return Problem(
                .unsupported, "The organization does not allow that",
                detail: "\(error.message) (constraint iam.allowedPolicyMemberDomains, on \(id))",
                fix: "Let in members of the organization only, or ask its policy administrator for an exception."
            )
        }
        if text.contains("requireinvokeriam") {
            return Problem(
                .unsupported, "The organization does not allow that",
                detail: "\(error.message) (constraint run.managed.requireInvokerIam, on \(id))",
                fix: "Keep the check on, and let in the members that shall call."
            )
        }
        return nil
    }
}
