import Domain

/// The account that services run as: whether it exists, whether we may use it, and whether it can read the buckets.
struct ServiceAccountCheck: ProjectProbe {
    func run(_ scene: CheckScene, _ report: @Sendable (ProjectCheck) -> Void) async {
        let account: RuntimeAccount
        do {
            account = try await RuntimeAccount.find(scene)
        } catch {
            report(base(nil, scene).unknown(error, needs: "resourcemanager.projects.get"))
            report(actAsLine(nil, scene).unknown(error, needs: "iam.serviceAccounts.actAs"))
            return
        }
        async let existence: Void = reportExistence(account, scene, report)
        async let actAs: Void = reportActAs(account, scene, report)
        async let buckets: Void = reportBuckets(account, scene, report)
        _ = await (existence, actAs, buckets)
    }

    // Whether it exists

    private func reportExistence(
        _ account: RuntimeAccount, _ scene: CheckScene, _ report: @Sendable (ProjectCheck) -> Void
    ) async {
        var line = base(account, scene)
        do {
            guard let found = try await scene.facts.serviceAccount(account.email, of: scene.project) else {
                line.state = .missing
                line.detail = "\(account.email) does not exist: services cannot run as it"
                line.fix = Self.create
                line.command = Self.createCommand(scene)
                return report(line)
            }
            if found.isDisabled {
                line.state = .missing
                line.detail = "\(account.email) is disabled: services cannot run as it"
                if !account.isDedicated { line.fix = Self.create }
                line.command =
                    "gcloud iam service-accounts enable \(account.email) --project=\(scene.project)"
            } else if !account.isDedicated {
                line.state = .warning
                line.detail =
                    "services run as \(account.email), the Compute Engine default account, which is often an editor of "
                    + "the whole project"
                line.fix = Self.create
                line.command = Self.createCommand(scene)
            } else {
                line.detail = "services run as \(account.email)"
            }
            report(line)
        } catch {
            report(line.unknown(error, needs: "iam.serviceAccounts.get", api: "iam"))
        }
    }

    static let create = ProjectCheck.Fix(
        check: "service-account", label: "Create account",
        effect:
            "Creates the service account \(RuntimeAccount.dedicatedID), lets it read the managed buckets and nothing "
            + "else, and runs later services as it.",
        role: .admin
    )

    private static func createCommand(_ scene: CheckScene) -> String {
        "gcloud iam service-accounts create \(RuntimeAccount.dedicatedID) --project=\(scene.project)"
    }

    private func base(_ account: RuntimeAccount?, _ scene: CheckScene) -> ProjectCheck {
        ProjectCheck(
            id: "service-account", group: .serviceAccount, title: "Account that services run as", state: .ok,
            detail: "", why: "An account of their own that may only read models bounds what a service can do.",
            link: scene.links.serviceAccounts
        )
    }

    // Whether we may use it

    private func reportActAs(
        _ account: RuntimeAccount, _ scene: CheckScene, _ report: @Sendable (ProjectCheck) -> Void
    ) async {
        let permission = "iam.serviceAccounts.actAs"
        var line = actAsLine(account, scene)
        do {
            // The account itself knows best: a grant on it alone is not seen from the project.
            let granted = try await scene.facts.granted([permission], onServiceAccount: account.email)
            if !granted.contains(permission) {
                line.state = .missing
                line.detail = "\(permission) is not granted on \(account.email)"
            } else {
                line.command = nil
                line.detail = "granted on \(account.email)"
            }
            report(line)
        } catch {
            report(line.unknown(error, needs: permission, api: "iam"))
        }
    }

    private func actAsLine(_ account: RuntimeAccount?, _ scene: CheckScene) -> ProjectCheck {
        let role = "roles/iam.serviceAccountUser"
        return ProjectCheck(
            id: "permissions.act-as", group: .permissions,
            title: "Service Account User: run services as their account", state: .ok, detail: "",
            why: "A service runs as a service account that the deployer may use.",
            command: account.map {
                "gcloud iam service-accounts add-iam-policy-binding \($0.email) --member=\(scene.memberWord) "
                    + "--role=\(role) --project=\(scene.project)"
            } ?? scene.grantCommand(role),
            link: scene.links.serviceAccounts
        )
    }

    // Whether it can read the buckets

    private func reportBuckets(
        _ account: RuntimeAccount, _ scene: CheckScene, _ report: @Sendable (ProjectCheck) -> Void
    ) async {
        do {
            let buckets = try await scene.buckets.managedBuckets(in: scene.target)
            async let policy = Self.projectGrants(scene)
            let grants = await policy
            let lines = try await concurrently(buckets.map(\.name), atMost: 4) {
                await [BucketAccess(bucket: $0).line(account, grants, scene), BucketAccess(bucket: $0).ours(scene)]
            }
            for line in lines.flatMap(\.self) { report(line) }
        } catch {
            var line = base(account, scene)
            line.id = "service-account.buckets"
            line.title = "Its access to the buckets"
            line.why = "The account must be allowed to read the bucket of its model."
            report(line.unknown(error, needs: "storage.buckets.list", api: "storage"))
        }
    }

    /// nil where they may not be read.
    static func projectGrants(_ scene: CheckScene) async -> [GrantFact]? {
        try? await scene.facts.grants(onProject: scene.project)
    }
}
