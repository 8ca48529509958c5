package import Domain

extension Projects {
    /// Mends what a check has found and looks again. Idempotent: what is as it should be is left alone, and said so.
    ///
    /// Enabling APIs and Private Google Access take the operator role, access and accounts the admin role. One audit line.
    package func fix(_ context: RequestContext, _ id: String, check: String) async throws -> CheckRepair {
        let remedy = try Remedy(check: check)
        var region: String?
        if case .privateAccess(let place, _) = remedy { region = place }
        let scene = try await world.look(context, "mend a project") { try await self.scene(id, region: region) }
        let changes = try self.changes()
        return try await world.change(context, remedy.action, of: check, needs: remedy.role) {
            switch remedy {
            case .enable(let api): try await enable(api, scene, changes, check)
            case .privateAccess(_, let subnetwork): try await openPrivateAccess(subnetwork, scene, changes, check)
            case .dedicatedAccount: try await createAccount(scene, changes, check)
            case .bucketAccess(let bucket): try await grantAccess(bucket, scene, changes, check)
            }
        }
    }

    private func enable(
        _ api: String?, _ scene: CheckScene, _ changes: any ProjectChanges, _ check: String
    ) async throws -> CheckRepair {
        let wanted = ServicesCheck.apis.filter { api == nil || $0.name == api }
        let enabled = try await scene.facts.enabledServices(wanted.map(\.host), in: scene.project)
        let missing = wanted.filter { !enabled.contains($0.host) }
        AuditNote.before(wanted.map(\.host).filter(enabled.contains))
        if !missing.isEmpty { try await changes.enable(missing.map(\.host), in: scene.project) }
        AuditNote.after(wanted.map(\.host))
        return CheckRepair(
            check: check,
            changes: missing.map { "Enabled \($0.host); it can take a few minutes until every call works." },
            checks: await lines(ServicesCheck(only: Set(wanted.map(\.name))), scene)
        )
    }

    private func openPrivateAccess(
        _ name: String, _ scene: CheckScene, _ changes: any ProjectChanges, _ check: String
    ) async throws -> CheckRepair {
        let listing = try await scene.facts.subnetworks(of: scene.project)
        guard let subnetwork = listing.subnetworks.first(where: { $0.region == scene.region && $0.name == name }) else {
            throw Problem(
                .notFound, "No such subnetwork", detail: "\(scene.project) has no subnetwork \(name) in \(scene.region)"
            )
        }
        var done: [String] = []
        AuditNote.before([name: subnetwork.hasPrivateGoogleAccess])
        if !subnetwork.hasPrivateGoogleAccess {
            try await changes.openPrivateAccess(of: name, in: scene.region, of: scene.project)
            done = ["Turned on Private Google Access of \(name) in \(scene.region)."]
        }
        AuditNote.after([name: true])
        return CheckRepair(check: check, changes: done, checks: await lines(NetworkCheck(only: name), scene))
    }

    private func grantAccess(
        _ bucket: String?, _ scene: CheckScene, _ changes: any ProjectChanges, _ check: String
    ) async throws -> CheckRepair {
        let account = try await RuntimeAccount.find(scene)
        let managed = try await scene.buckets.managedBuckets(in: scene.target).map(\.name)
        if let bucket, !managed.contains(bucket) {
            throw Problem(
                .bucketNotFound, "Not a managed bucket", detail: "\(bucket) is no managed bucket of \(scene.project)"
            )
        }
        let buckets = bucket.map { [$0] } ?? managed
        let new = try await grant(account, buckets, changes)
        AuditNote.before(Reader(account: account.email, buckets: buckets.filter { !new.contains($0) }))
        AuditNote.after(Reader(account: account.email, buckets: buckets))
        let grants = await ServiceAccountCheck.projectGrants(scene)
        let checks = try await concurrently(buckets, atMost: 4) {
            await BucketAccess(bucket: $0).line(account, grants, scene)
        }
        return CheckRepair(check: check, changes: new.map { Self.granted(account, $0) }, checks: checks)
    }

    /// For the audit line: an account, and those of the asked buckets that it may read.
    private struct Reader: Encodable {
        var account: String
        var buckets: [String]
        /// Whether later services run as it; nil where that was not the question.
        var isRemembered: Bool?
    }

    /// - Returns: the buckets that the account had no access to before.
    private func grant(
        _ account: RuntimeAccount, _ buckets: [String], _ changes: any ProjectChanges
    ) async throws -> [String] {
        try await concurrently(buckets, atMost: 4) { bucket in
            try await changes.grant(RuntimeAccount.role, to: account.member, onBucket: bucket) ? bucket : nil
        }.compactMap(\.self)
    }

    private static func granted(_ account: RuntimeAccount, _ bucket: String) -> String {
        "Gave \(account.email) the role Storage Object Viewer on \(bucket)."
    }

    private func createAccount(
        _ scene: CheckScene, _ changes: any ProjectChanges, _ check: String
    ) async throws -> CheckRepair {
        let managed = try await scene.buckets.managedBuckets(in: scene.target).map(\.name)
        // Asked first, so that no account is made that could not be remembered.
        let before = try await scene.settings.read()
        guard !managed.isEmpty else {
            throw Problem(
                .conflict, "Nowhere to remember it",
                detail:
                    "which account services run as is remembered in a managed bucket, and \(scene.project) has none",
                fix: "Create a bucket first: llm-manager buckets create NAME --location REGION."
            )
        }
        let made = try await changes.createServiceAccount(
            RuntimeAccount.dedicatedID, displayName: "llm-manager: services",
            description: "Model services run as this account; it reads the buckets of their models and nothing else.",
            in: scene.project
        )
        var done = made.isNew ? ["Created the service account \(made.account.email)."] : []
        let account = RuntimeAccount(email: made.account.email, isDedicated: true)
        let new = try await grant(account, managed, changes)
        done += new.map { Self.granted(account, $0) }
        if !made.isNew {
            AuditNote.before(
                Reader(
                    account: account.email, buckets: managed.filter { !new.contains($0) },
                    isRemembered: before.serviceAccount == account.email))
        }
        if before.serviceAccount != made.account.email {
            let email = made.account.email
            _ = try await scene.settings.change { $0.serviceAccount = email }
            done.append("Later services run as \(email).")
        }
        AuditNote.after(Reader(account: account.email, buckets: managed, isRemembered: true))
        return CheckRepair(check: check, changes: done, checks: await lines(ServiceAccountCheck(), scene))
    }

    private func lines(_ probe: any ProjectProbe, _ scene: CheckScene) async -> [ProjectCheck] {
        let (stream, continuation) = AsyncStream<ProjectCheck>.makeStream()
        await probe.run(scene) { continuation.yield($0) }
        continuation.finish()
        var lines: [ProjectCheck] = []
        for await line in stream { lines.append(line) }
        return lines
    }
}
