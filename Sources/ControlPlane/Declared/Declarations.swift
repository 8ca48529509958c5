/// Files that say what there is to be.
package struct Declarations: Sendable {
    let world: ControlPlane.Dependencies
    let controlPlane: ControlPlane

    init(_ controlPlane: ControlPlane) {
        self.controlPlane = controlPlane
        world = controlPlane.dependencies
    }
}
