import API
import ControlPlane
import Hummingbird

/// `/api/identity`: who acts.
struct IdentityRoutes {
    let controlPlane: ControlPlane
    let access: ServerSettings.AccessMode

    init(_ controlPlane: ControlPlane, access: ServerSettings.AccessMode) {
        self.controlPlane = controlPlane
        self.access = access
    }

    var operations: [Operation] {
        let (projects, access) = (controlPlane.projects, access.rawValue)
        return [
            Operation(
                id: "identity", method: .get, path: "/api/identity",
                summary: "Who asks, and as whom the manager acts towards Google",
                answer: .init(status: 200, about: "The identity.", schema: .wire(IdentityView.self))
            ) { call in
                try .json(await IdentityView(projects.whoAmI(call.anywhere), access: access))
            }
        ]
    }
}
