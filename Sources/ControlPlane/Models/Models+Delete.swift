package import Domain

extension Models {
    /// Deletes a model from a bucket; bytes that another model shares stay. Needs the operator role.
    ///
    /// - Throws: `conflict` while a service of the target runs it, `import-running` while it is being imported.
    /// - Returns: the bytes that were freed.
    package func delete(_ context: RequestContext, _ selection: ModelSelection) async throws -> ByteCount {
        try await world.change(context, "models.delete", of: selection.description) {
            let store = try await store(selection.bucket, context)
            let entry = try selection.pick(from: await world.catalog.entries(in: store))
            AuditNote.before(entry)
            try await refuseWhileImporting(entry.model, context, selection.bucket)
            try await refuseWhileServed(entry.model, context, selection.bucket)
            return try await world.catalog.delete(entry.model, in: store)
        }
    }

    private func refuseWhileImporting(_ model: ModelIdentity, _ context: RequestContext, _ bucket: String) async throws
    {
        let known = await world.importing.known(in: context.target)
        guard let running = known.first(where: { $0.bucket == bucket && $0.model == model && !$0.state.isSettled })
        else {
            return
        }
        throw Problem(
            .importRunning, "The model is being imported", detail: "import \(running.id) is \(running.state.name)",
            fix: "Cancel the import first."
        )
    }

    private func refuseWhileServed(_ model: ModelIdentity, _ context: RequestContext, _ bucket: String) async throws {
        guard let runtime = try? world.targets.runtime(of: context.target) else { return }
        let users = try await runtime.services().filter { $0.bucket == bucket && $0.model == model }
        guard users.isEmpty else {
            throw Problem(
                .conflict, "The model is in use",
                detail: "it is served by " + users.map(\.id.description).joined(separator: ", "),
                fix: "Delete the service first."
            )
        }
    }
}
