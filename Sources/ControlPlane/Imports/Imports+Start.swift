package import Domain

extension Imports {
    /// Starts an import, or joins the one of the same model and bucket that runs already, here or in another process
    /// (``ImportSnapshot/isElsewhere``). It goes on when the caller leaves. Needs the operator role.
    package func start(
        _ context: RequestContext, _ reference: ModelReference, into bucket: String, token: Secret? = nil,
        reads: Bool = false, way: ImportWay = ImportWay()
    ) async throws -> ImportSnapshot {
        try await world.change(context, "imports.start", of: "\(bucket)/\(reference)") {
            let order = ImportOrder(
                reference: reference, bucket: bucket, target: context.target, token: token, reads: reads, way: way)
            try await check(order, context)
            let known = await world.importing.known(in: context.target)
            let snapshot = try await world.importing.start(order, by: context.actor)
            // One that runs elsewhere is joined, and one that runs here, too: nothing is new then.
            AuditNote.before(snapshot.isElsewhere ? snapshot : known.first { $0.id == snapshot.id })
            return snapshot
        }
    }
}
