import Domain

/// Whether the caller has a feature's permissions on a project.
struct PermissionCheck: ProjectProbe {
    var feature: Feature
    var project: String

    init(_ feature: Feature, project: String) {
        self.feature = feature
        self.project = project
    }

    func run(_ facts: any ProjectFacts) async -> [ProjectCheck] {
        do {
            let granted = try await facts.granted(feature.permissions, on: project)
            return [verdict(missing: feature.permissions.filter { !granted.contains($0) })]
        } catch {
            return [line(.unknown, Problem(wrapping: error).detail)]
        }
    }

    private func verdict(missing: [String]) -> ProjectCheck {
        guard !missing.isEmpty else {
            return line(.ok, "granted on the project: " + feature.permissions.joined(separator: ", "))
        }
        let detail = "not granted on the project: " + missing.joined(separator: ", ")
        return line(feature.isOptional ? .warning : .missing, detail)
    }

    private func line(_ state: ProjectCheck.State, _ detail: String) -> ProjectCheck {
        ProjectCheck(
            id: "permissions.\(feature.id)", group: .permissions, title: feature.title, state: state, detail: detail,
            why: feature.why,
            command: state == .ok
                ? nil
                : "gcloud projects add-iam-policy-binding \(project) --member=user:YOU@EXAMPLE.COM --role=\(feature.role)",
            link: "https://console.cloud.google.com/iam-admin/iam?project=\(project)"
        )
    }
}
