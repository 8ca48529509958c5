package import Domain

extension Imports {
    /// The latest snapshot at once, then each newer one; ends after a settled state. A slow reader skips snapshots,
    /// never the last one. Dropping the stream does not touch the import. Needs the viewer role.
    package func watch(_ context: RequestContext, _ id: String, bucket: String? = nil) throws -> AsyncThrowingStream<
        ImportSnapshot, any Error
    > {
        try context.require(.viewer, to: "watch an import")
        return world.importing.watch(id, bucket: bucket, in: context.target)
    }

    /// What runs in this process now, for a page that shows everything; makes no request. Needs the viewer role.
    package func running(_ context: RequestContext) async throws -> [ImportSnapshot] {
        try context.require(.viewer, to: "watch imports")
        return await world.importing.known(in: context.target)
    }
}
