package import Domain

extension Models {
    /// Writes a manifest of each model that the earlier manager imported: then it can be deployed, and a catalog that
    /// is lost loses it no more. No file of a model is read, moved or changed. Needs the operator role.
    package func adopt(_ context: RequestContext, bucket: String? = nil) async throws -> FsckListing {
        try await world.change(context, "models.adopt", of: bucket ?? "all buckets") {
            let care = world.care
            let listing = try await fsck(context, bucket) { try await care.adopt($0) }
            listing.noteFindings()
            return listing
        }
    }
}
