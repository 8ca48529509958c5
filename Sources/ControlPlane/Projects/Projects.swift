import Domain

/// Who acts, and the Google Cloud projects that they can act in.
package struct Projects: Sendable {
    let world: ControlPlane.Dependencies

    init(_ world: ControlPlane.Dependencies) { self.world = world }

    func facts() throws(Problem) -> any ProjectFacts { try google() }

    func changes() throws(Problem) -> any ProjectChanges { try google() }

    private func google() throws(Problem) -> any ProjectFacts & ProjectChanges {
        guard let google = world.google else {
            throw Problem(
                .unauthenticated, "No Google credentials", detail: "this manager was started without them",
                fix: "Run: gcloud auth application-default login"
            )
        }
        return google
    }
}
