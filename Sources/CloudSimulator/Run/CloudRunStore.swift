import Foundation
import Synchronization

/// The services, jobs and operations of all projects: what they are, and what becomes of them with time.
///
/// Nothing runs in the background. A rollout has a time at which it ends; whoever looks afterwards first lets the
/// store settle what is due. So a killed simulator goes on where it was.
final class CloudRunStore: Sendable {
    private let stored: StoredState<CloudRunState>
    private let check: StartupCheck
    private let logs: LogBook
    private let operationDelay: TimeInterval
    /// Regions that do not answer; lost with the process.
    private let unreachableRegions = Mutex<Set<String>>([])
    /// Origin of the listener that serves the endpoints of services.
    let endpoint: String

    init(
        state: StateDirectory,
        logs: LogBook,
        buckets: any MountedBuckets,
        secrets: SecretStore? = nil,
        operationDelay: Duration,
        endpoint: String
    ) throws {
        stored = try StoredState(state, "cloud-run.json", initial: CloudRunState())
        check = StartupCheck(buckets: buckets, secrets: secrets)
        self.logs = logs
        self.operationDelay = operationDelay / .seconds(1)
        self.endpoint = endpoint
    }

    var unreachable: Set<String> {
        get { unreachableRegions.withLock { $0 } }
        set { unreachableRegions.withLock { $0 = newValue } }
    }

    /// The state after everything that is due has happened.
    func current() throws -> CloudRunState {
        try settle()
        return stored.current
    }

    /// Changes the state after everything that is due has happened.
    @discardableResult
    func update<Result: Sendable>(_ change: (inout CloudRunState) throws -> Result) throws -> Result {
        try settle()
        return try stored.update(change)
    }

    /// When a change that begins now is done.
    func end(from now: Date = Date()) -> Date {
        now.addingTimeInterval(operationDelay)
    }

    /// The service, or Google's 404.
    func service(_ name: String) throws -> ServiceRecord {
        guard let service = try current().services[name] else { throw Self.missing(name) }
        return service
    }

    /// Google's 404 for a resource name of Cloud Run.
    static func missing(_ name: String) -> GoogleError {
        let parts = name.split(separator: "/").map(String.init)
        guard parts.count >= 6 else { return .notFound("Resource '\(name)' does not exist.") }
        let kind = String(parts[parts.count - 2].dropLast()).uppercased()
        return .notFound(
            "Resource '\(parts[parts.count - 1])' of kind '\(kind)' in region '\(parts[3])' in project '\(parts[1])' "
                + "does not exist."
        )
    }

    /// Ends every rollout and deletion whose time has come.
    private func settle(now: Date = Date()) throws {
        let due = stored.current.services.values.filter { ($0.settlesAt ?? .distantFuture) <= now }
        guard !due.isEmpty else { return }
        for service in due {
            let outcome = try service.isDeleting ? nil : outcome(of: service)
            let settled = try stored.update { state -> Bool in
                guard let current = state.services[service.name], current.generation == service.generation,
                    current.isDeleting == service.isDeleting
                else { return false }
                if let outcome {
                    finishRollout(of: current, outcome: outcome, in: &state)
                } else {
                    finishDeletion(of: current, in: &state)
                }
                return true
            }
            if settled, let outcome { try log(outcome, of: service) }
        }
    }

    private func outcome(of service: ServiceRecord) throws -> StartupCheck.Outcome {
        // A change that made no revision has nothing to start.
        guard let revision = service.latestCreated, revision.phase == .starting else { return .ready(log: []) }
        return try check.outcome(
            of: revision.template, serviceAccount: service.serviceAccount, project: service.project)
    }

    private func finishRollout(of service: ServiceRecord, outcome: StartupCheck.Outcome, in state: inout CloudRunState)
    {
        var service = service
        let last = service.revisions.count - 1
        let now = Timestamp.now
        var failure: String?
        if service.revisions.indices.contains(last), service.revisions[last].phase == .starting {
            service.revisions[last].settleTime = now
            switch outcome {
            case .ready:
                service.revisions[last].phase = .ready
            case .failed(let reason, _, let told):
                let message = told ?? Self.message(of: service)
                service.revisions[last].phase = .failed
                service.revisions[last].reason = reason
                service.revisions[last].message = message
                failure = message
            }
        } else if let last = service.latestCreated, last.phase == .failed {
            failure = last.message
        }
        service.observedGeneration = service.generation
        service.settlesAt = nil
        service.updateTime = now
        state.services[service.name] = service
        finishOperations(on: service.name, resource: service.json(endpoint: endpoint), failure: failure, in: &state)
    }

    private func finishDeletion(of service: ServiceRecord, in state: inout CloudRunState) {
        var resource = service.json(endpoint: endpoint)
        resource["deleteTime"] = .string(Timestamp.now)
        resource["reconciling"] = nil
        state.services[service.name] = nil
        finishOperations(on: service.name, resource: resource, failure: nil, in: &state)
    }

    private func finishOperations(
        on target: String,
        resource: JSONValue,
        failure: String?,
        in state: inout CloudRunState
    ) {
        for (name, operation) in state.operations where operation.target == target && !operation.isDone {
            var operation = operation
            operation.isDone = true
            operation.resource = resource
            operation.error = failure.map { ["code": 9, "message": .string($0)] }
            state.operations[name] = operation
        }
    }

    /// Ends an execution: every task of it is over.
    func finishExecution(_ name: String) throws {
        try update { state in
            guard var execution = state.executions[name] else { return }
            execution.completionTime = Timestamp.now
            state.executions[name] = execution
            let failure =
                execution.hasSucceeded || execution.isCancelling ? nil : "Execution \(execution.id) did not succeed."
            finishOperations(on: name, resource: execution.json, failure: failure, in: &state)
        }
    }

    /// What the container and Cloud Run itself have to say about a start.
    private func log(_ outcome: StartupCheck.Outcome, of service: ServiceRecord) throws {
        let revision = service.latestCreated?.id ?? ""
        switch outcome {
        case .ready(let lines) where lines.isEmpty: return
        case .ready(let lines):
            try write(lines, severity: "INFO", stream: "stdout", service: service)
            let text = "STARTUP probe succeeded after 1 attempt for container in revision \(revision)."
            try write([text], severity: "INFO", stream: "varlog/system", service: service)
        case .failed(_, let lines, let told):
            try write(lines, severity: "ERROR", stream: "stderr", service: service)
            try write([told ?? Self.message(of: service)], severity: "ERROR", stream: "varlog/system", service: service)
        }
    }

    private func write(_ lines: [String], severity: String, stream: String, service: ServiceRecord) throws {
        let resource: JSONValue = [
            "type": "cloud_run_revision",
            "labels": [
                "project_id": .string(service.project), "location": .string(service.region),
                "service_name": .string(service.id), "configuration_name": .string(service.id),
                "revision_name": .string(service.latestCreated?.id ?? ""),
            ],
        ]
        for line in lines {
            try logs.write(
                line, severity: severity, project: service.project, log: "run.googleapis.com/" + stream,
                resource: resource
            )
        }
    }

    private static func message(of service: ServiceRecord) -> String {
        let revision = service.latestCreated
        let containers = revision?.template["containers"]?.array ?? []
        let ports = containers.compactMap { $0["ports"]?.array?.first?["containerPort"]?.int64 }
        let url = ServiceRecord.logURL(project: service.project, service: service.id, revision: revision?.id ?? "")
        let port = ports.first ?? 8080
        return """
            Revision '\(revision?.id ?? "")' is not ready and cannot serve traffic. The user-provided container failed to \
            start and listen on the port defined provided by the PORT=\(port) environment variable within the allocated \
            timeout. This can happen when the container port is misconfigured or if the timeout is too short. The \
            health check timeout can be extended. Logs for this revision might contain more information.

            Logs URL: \(url)
            For more troubleshooting guidance, see \
            https://cloud.google.com/run/docs/troubleshooting#container-failed-to-start
            """
    }
}
