import Domain

/// Managed buckets: those that carry our marker.
package struct Buckets: Sendable {
    let world: ControlPlane.Dependencies

    init(_ world: ControlPlane.Dependencies) { self.world = world }
}
