package import Domain

extension Services {
    /// The measured starts of a service, the newest first, from the ledger of its model's bucket. Needs the viewer role.
    package func starts(_ context: RequestContext, _ id: ServiceID) async throws -> [ColdStart] {
        try await world.look(context, "see the measured starts") {
            let service = try await runtime(context).service(id)
            guard let bucket = service.bucket else { return [] }
            let store = try world.targets.buckets(of: context.target).store(bucket, in: context.target)
            return try await ColdStartLedger(store).newest(ColdStartRecorder.kept).filter { $0.service == id }
        }
    }
}
