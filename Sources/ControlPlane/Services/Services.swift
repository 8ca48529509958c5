import Domain

/// Services: models that run.
package struct Services: Sendable {
    let world: ControlPlane.Dependencies
    let deploys: DeployManager

    init(_ world: ControlPlane.Dependencies, deploys: DeployManager) {
        self.world = world
        self.deploys = deploys
    }

    func runtime(_ context: RequestContext) throws -> any RuntimeAdapter {
        try world.targets.runtime(of: context.target)
    }
}
