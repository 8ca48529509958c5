import ControlPlane
import Domain
import GoogleCloud
import Outbound

extension Composition {
    /// Where audit lines go, and where they are read again: always to the log; on Cloud Run that is where Cloud Logging
    /// keeps them, elsewhere a file of the data directory, and without one the memory of this process.
    static func audit(
        _ plan: CompositionPlan, _ environment: [String: String], _ google: Result<GoogleAPIClient, Problem>,
        _ announcer: Announcer?
    ) async throws -> (any AuditSink, any AuditLog) {
        let log = AuditSinks([LogAudit(logger: plan.logger)] + (announcer.map { [$0] } ?? []))
        if let service = environment["K_SERVICE"], !service.isEmpty, let api = try? google.get(),
            let project = environment["GOOGLE_CLOUD_PROJECT"] ?? plan.target?.projectID
        {
            return (log, CloudAuditLog(api, project: project, service: service))
        }
        if let data = plan.data {
            let file = try AuditFile(directory: data)
            return (AuditSinks([log, file]), file)
        }
        let memory = AuditMemory()
        return (AuditSinks([log, memory]), memory)
    }
}

extension Composition {
    /// - Throws: `invalid-request` for an address or a key that cannot be used.
    static func announcer(
        _ plan: CompositionPlan, _ outbound: OutboundClient, _ importing: any ImportDirector
    ) throws -> Announcer? {
        guard let address = plan.webhook else { return nil }
        guard let key = plan.webhookKey else {
            throw Problem(
                .invalidRequest, "The webhook has no key", detail: "what it is told must be signed",
                fix: "Set LLM_MANAGER_WEBHOOK_KEY to the output of: openssl rand -hex 32"
            )
        }
        return Announcer(
            try Webhook(address, key: key, client: outbound), importing: importing, logger: plan.logger)
    }
}

extension Target {
    fileprivate var projectID: String? {
        if case .project(let id) = self { id } else { nil }
    }
}
