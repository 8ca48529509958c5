extension RuntimeAdapter {
    package func stop(_ id: ServiceID) async throws -> Service {
        throw Problem(.unsupported, "Not here", detail: "\(capabilities.name) cannot stop a service and keep it")
    }
}
