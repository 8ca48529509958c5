import Domain

/// Who can do what with one managed bucket: the account that services run as, and we ourselves.
struct BucketAccess: Sendable {
    var bucket: String

    /// Whether the account can read the bucket.
    /// - Parameter projectGrants: nil where the project's policy may not be read.
    func line(_ account: RuntimeAccount, _ projectGrants: [GrantFact]?, _ scene: CheckScene) async -> ProjectCheck {
        var line = ProjectCheck(
            id: "service-account.bucket.\(bucket)", group: .serviceAccount,
            title: "Services can read the bucket \(bucket)", state: .ok, detail: "",
            why: "A service reads its model from the bucket when an instance starts.",
            fix: ProjectCheck.Fix(
                check: "service-account.bucket.\(bucket)", label: "Grant access",
                effect: "Gives \(account.email) the role Storage Object Viewer on the bucket \(bucket).", role: .admin
            ),
            command: "gcloud storage buckets add-iam-policy-binding gs://\(bucket) --member=\(account.member) "
                + "--role=\(RuntimeAccount.role)",
            link: scene.links.bucketPermissions(bucket)
        )
        do {
            let grants = try await scene.facts.grants(onBucket: bucket)
            let access = RuntimeAccess(
                email: account.email, project: scene.project, bucket: grants, projectGrants: projectGrants
            )
            switch access {
            case .granted(let role, let place):
                line.detail = "\(account.email) has \(role) on \(place)"
                line.fix = nil
                line.command = nil
            case .conditional(let role, let condition):
                line.state = .warning
                line.detail = "\(account.email) has \(role) only under the condition ‘\(condition)’"
            case .missing:
                line.state = .missing
                line.detail =
                    "\(account.email) has no role that reads objects, neither on the bucket nor on the project"
            case .unseen:
                line.state = .unknown
                line.detail =
                    "\(account.email) has no such role on the bucket; whether the project gives it one cannot be seen"
                line.permission = "resourcemanager.projects.getIamPolicy"
            }
            return line
        } catch {
            line.fix = nil
            return line.unknown(error, needs: "storage.buckets.getIamPolicy", api: "storage")
        }
    }

    static let objectPermissions = [
        "storage.objects.create", "storage.objects.get", "storage.objects.list", "storage.objects.delete",
    ]

    /// Whether we can write models into it: a grant on the bucket alone is not seen from the project.
    func ours(_ scene: CheckScene) async -> ProjectCheck {
        var line = ProjectCheck(
            id: "permissions.bucket.\(bucket)", group: .permissions,
            title: "Storage Object Admin: write models into \(bucket)", state: .ok,
            detail: "granted on the bucket", why: "An import writes the model's files.",
            command: "gcloud storage buckets add-iam-policy-binding gs://\(bucket) --member=\(scene.memberWord) "
                + "--role=roles/storage.objectAdmin",
            link: scene.links.bucketPermissions(bucket)
        )
        do {
            let granted = try await scene.facts.granted(Self.objectPermissions, onBucket: bucket)
            let missing = Self.objectPermissions.filter { !granted.contains($0) }
            guard missing.isEmpty else {
                line.state = .missing
                line.detail = "not granted on the bucket: " + missing.joined(separator: ", ")
                return line
            }
            line.command = nil
            return line
        } catch {
            return line.unknown(error, api: "storage")
        }
    }
}
