import Domain

/// Whether the caller has each feature's permissions on the project: one call for all of them.
struct PermissionsCheck: ProjectProbe {
    var features = Feature.all

    func run(_ scene: CheckScene, _ report: @Sendable (ProjectCheck) -> Void) async {
        do {
            let answer = try await scene.facts.granted(features.flatMap(\.permissions), on: scene.project)
            for feature in features { report(verdict(feature, answer, scene)) }
        } catch {
            for feature in features {
                report(line(feature, .unknown, "", scene).unknown(error, api: "cloudresourcemanager"))
            }
        }
    }

    private func verdict(_ feature: Feature, _ answer: PermissionAnswer, _ scene: CheckScene) -> ProjectCheck {
        let missing = feature.permissions.filter { !answer.granted.contains($0) && answer.unknown[$0] == nil }
        let unknown = feature.permissions.filter { answer.unknown[$0] != nil }
        if !missing.isEmpty {
            let detail = "not granted on the project: " + missing.joined(separator: ", ")
            return line(feature, feature.isOptional ? .warning : .missing, detail, scene)
        }
        if let first = unknown.first {
            let why = answer.unknown[first] ?? ""
            return line(
                feature, .unknown, "Google does not tell about \(unknown.joined(separator: ", ")): \(why)", scene
            )
        }
        return line(feature, .ok, "granted on the project: " + feature.permissions.joined(separator: ", "), scene)
    }

    private func line(
        _ feature: Feature, _ state: ProjectCheck.State, _ detail: String, _ scene: CheckScene
    ) -> ProjectCheck {
        ProjectCheck(
            id: "permissions.\(feature.id)", group: .permissions, title: "\(feature.roleTitle): \(feature.title)",
            state: state, detail: detail, why: feature.why, hint: state == .ok ? nil : scene.memberNote,
            command: state == .ok ? nil : scene.grantCommand(feature.role), link: scene.links.iam
        )
    }
}
