import Domain

/// Imports: from a hub into a bucket.
package struct Imports: Sendable {
    let world: ControlPlane.Dependencies

    init(_ world: ControlPlane.Dependencies) { self.world = world }

    /// Refuses what cannot be imported before anything is asked: an unknown hub, a bucket that is not the target's.
    func check(_ order: ImportOrder, _ context: RequestContext) async throws {
        guard world.sources[order.reference.source] != nil else {
            throw Problem(
                .unsupported, "Not a hub of this manager",
                detail: "\(order.reference.source.rawValue) is not configured"
            )
        }
        let bucket = try await world.targets.buckets(of: context.target).bucket(order.bucket, in: context.target)
        guard bucket.isManaged else {
            throw Problem(
                .conflict, "Not a managed bucket", detail: "\(order.bucket) does not carry the manager's marker",
                fix: "Create it as a managed bucket first: that adds the marker to an existing bucket too."
            )
        }
    }
}
