import ControlPlane
import Domain
import GoogleCloud

extension Composition {
    /// Where audit lines go, and where they are read again: always to the log; on Cloud Run that is where Cloud Logging
    /// keeps them, elsewhere a file of the data directory, and without one the memory of this process.
    static func audit(
        _ plan: CompositionPlan, _ environment: [String: String], _ google: Result<GoogleAPIClient, Problem>
    ) async throws -> (any AuditSink, any AuditLog) {
        let log = LogAudit(logger: plan.logger)
        if environment["K_SERVICE"]?.isEmpty == false, let api = try? google.get(),
            let project = environment["GOOGLE_CLOUD_PROJECT"] ?? plan.target?.projectID
        {
            return (log, CloudAuditLog(api, project: project))
        }
        if let data = plan.data {
            let file = try AuditFile(directory: data)
            return (AuditSinks([log, file]), file)
        }
        let memory = AuditMemory()
        return (AuditSinks([log, memory]), memory)
    }
}

extension Target {
    fileprivate var projectID: String? {
        if case .project(let id) = self { id } else { nil }
    }
}
