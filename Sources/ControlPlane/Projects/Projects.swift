import Domain

/// Who acts, and the Google Cloud projects that they can act in.
package struct Projects: Sendable {
    let world: ControlPlane.Dependencies

    init(_ world: ControlPlane.Dependencies) { self.world = world }

    func facts() throws(Problem) -> any ProjectFacts {
        guard let google = world.google else {
            throw Problem(
                .unauthenticated, "No Google credentials", detail: "this manager was started without them",
                fix: "Run: gcloud auth application-default login"
            )
        }
        return google
    }
}
