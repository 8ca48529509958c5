import Domain

/// Imports: from a hub, a directory or another bucket into a bucket.
package struct Imports: Sendable {
    let world: ControlPlane.Dependencies

    init(_ world: ControlPlane.Dependencies) { self.world = world }

    /// Refuses what cannot be imported before anything is asked: an unknown hub, a bucket that is not the target's.
    func check(_ order: ImportOrder, _ context: RequestContext) async throws {
        guard world.sources[order.reference.source] != nil else { throw Self.missing(order.reference.source) }
        let bucket = try await world.targets.buckets(of: context.target).bucket(order.bucket, in: context.target)
        guard bucket.isManaged else {
            throw Problem(
                .conflict, "Not a managed bucket", detail: "\(order.bucket) does not carry the manager's marker",
                fix: "Create it as a managed bucket first: that adds the marker to an existing bucket too."
            )
        }
    }

    private static func missing(_ source: SourceKind) -> Problem {
        guard source == .directory else {
            return Problem(
                .unsupported, "Not a source of this manager", detail: "\(source.rawValue) is not configured"
            )
        }
        return Problem(
            .unsupported, "Directories stay on their machine",
            detail: "this manager is shared: nobody can have it read files of the machine that it runs on",
            fix: "Run 'llm-manager models import dir:PATH' where the files are, or copy them into a bucket and import "
                + "gs://BUCKET/PREFIX."
        )
    }
}
