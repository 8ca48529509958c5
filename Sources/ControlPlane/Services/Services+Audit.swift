import Domain

extension Services {
    /// Notes a service as it is, for the audit line of the change that follows. One that cannot be read is no reason to
    /// refuse the change: its line has no digest then.
    func noteBefore(_ id: ServiceID, _ runtime: any RuntimeAdapter) async {
        guard let service = try? await runtime.service(id) else { return }
        AuditNote.before(service)
    }
}
