package import Domain
import NIOCore

extension Doctor {
    /// What a live check may do.
    package struct LiveWish: Sendable, Hashable {
        package var region: String
        /// Also import a model and run a service of it: costs some cents.
        package var spends: Bool
        package var model: String
        /// Names of what is made end so; a random one keeps two checks apart.
        package var mark: String

        package init(
            region: String = "us-central1", spends: Bool = false, model: String = "ollama:smollm2:135m",
            mark: String = String(UInt64.random(in: 0x10_0000_0000...0xff_ffff_ffff), radix: 16)
        ) {
            self.region = region
            self.spends = spends
            self.model = model
            self.mark = mark
        }
    }

    /// Proves on a real project what no simulator can: identity, checks, a bucket's round trip, a deploy that Cloud Run
    /// only checks; when it may spend, a small service from import to answer. Everything that it makes is taken away
    /// again, also when a step fails or the caller is cancelled. Needs the admin role.
    ///
    /// - Parameter tell: called with each step when it has ended.
    /// - Returns: all steps; the last one is `clean-up`.
    /// - Throws: only what is wrong with the wish; what goes wrong later is a step's.
    package func live(
        _ context: RequestContext, _ wish: LiveWish, tell: @escaping @Sendable (LiveStep) -> Void = { _ in }
    ) async throws -> [LiveStep] {
        try context.require(.admin, to: "check a project live")
        guard case .project(let project) = context.target else { throw Projects.notAProject("local") }
        try ServiceID.check(region: wish.region)
        let reference = try ModelReference(parsing: wish.model)
        guard reference.source == .ollama else {
            throw Problem(
                .invalidRequest, "Not a model for a live check", detail: "\(wish.model) is not of an Ollama registry",
                fix: "Choose a small one, such as ollama:smollm2:135m.")
        }
        let name = "llm-manager-doctor-\(wish.mark)"
        let service = TrialService(
            project: project, region: wish.region, name: "doctor-\(wish.mark)", bucket: name, model: reference.id)
        let run = LiveRun(tell: tell)
        let world = world

        await run.step("identity", "Identity") { try await Self.identity(world, context) }
        await run.step("checks", "Checks", after: ["identity"]) {
            try await Self.checks(world, context, project, wish.region)
        }
        await run.step("bucket", "Make a bucket", after: ["identity"]) {
            await run.willMake(
                LiveRun.Remains(name: "bucket \(name)", command: "gcloud storage rm --recursive gs://\(name)") {
                    try await Self.trial(world).removeBucket(name)
                })
            let bucket = try await Buckets(world).create(context, name: name, location: wish.region)
            return (.ok, "\(bucket.name) in \(bucket.location)", nil)
        }
        await run.step("round-trip", "Write, read, compare, delete", after: ["bucket"]) {
            try await Self.roundTrip(world, context, name)
        }
        await run.step("dry-run", "Deploy, only checked", after: ["identity"]) {
            try await Self.trial(world).validate(service)
            return (.ok, "Cloud Run would take the service in \(wish.region) (validateOnly)", nil)
        }
        if wish.spends {
            await Self.spend(world, context, run, service, reference)
        } else {
            await run.skip("deploy", "Import, deploy and ask", "not asked for: --spend does it, for some cents")
        }
        await run.cleanUp()
        return await run.steps
    }

    private static func trial(_ world: ControlPlane.Dependencies) throws -> any ProjectTrial {
        guard let trial = world.trial else {
            throw Problem(
                .unauthenticated, "No Google credentials", detail: "this manager was started without them",
                fix: "Run: gcloud auth application-default login")
        }
        return trial
    }

    private static func identity(
        _ world: ControlPlane.Dependencies, _ context: RequestContext
    ) async throws -> LiveRun.Finding {
        let identity = try await Projects(world).whoAmI(context)
        if let problem = identity.credentialProblem { throw problem }
        guard let credential = identity.credential else { throw Problem.missingCredentials }
        let who = credential.principal ?? credential.email ?? "somebody whom Google does not name"
        return (
            credential.idTokenObstacle == nil ? .ok : .warning,
            "\(who), \(credential.kind) from \(credential.foundIn)"
                + (credential.idTokenObstacle.map { "; no ID tokens: \($0)" } ?? ""),
            credential.idTokenFix
        )
    }

    private static func checks(
        _ world: ControlPlane.Dependencies, _ context: RequestContext, _ project: String, _ region: String
    ) async throws -> LiveRun.Finding {
        let checks = try await Projects(world).check(context, project, region: region)
        let open = checks.filter { $0.state != .ok }
        let missing = open.filter { $0.state == .missing }
        guard let first = missing.first ?? open.first else {
            return (.ok, "\(checks.count) of \(checks.count) fine", nil)
        }
        return (
            .warning, "\(checks.count - open.count) of \(checks.count) fine; \(first.title): \(first.detail)",
            first.command ?? "llm-manager projects check \(project)"
        )
    }

    /// The nine bytes whose CRC32C its own definition gives: E3069283.
    private static func roundTrip(
        _ world: ControlPlane.Dependencies, _ context: RequestContext, _ bucket: String
    ) async throws -> LiveRun.Finding {
        let (key, text) = ("doctor/check.txt", "123456789")
        let store = try world.targets.buckets(of: context.target).store(bucket, in: context.target)
        let written = try await store.write(key, ByteBuffer(string: text), if: .always, metadata: [:])
        var read = ByteBuffer()
        for try await var part in try await store.read(key, range: nil) { read.writeBuffer(&part) }
        guard String(buffer: read) == text, written.crc32c == 0xE306_9283 else {
            throw Problem(
                .digestMismatch, "The bucket gave back other bytes",
                detail: "\(read.readableBytes) bytes, CRC32C \(String(written.crc32c, radix: 16))",
                fix: "Look at proxies on the way.")
        }
        try await store.delete(key, if: .always)
        guard try await store.stat(key) == nil else {
            throw Problem(.storageUnavailable, "The object is still there", detail: "\(key) was deleted and is listed")
        }
        return (.ok, "9 bytes there and back, CRC32C e3069283", nil)
    }
}

extension Problem {
    fileprivate static let missingCredentials = Problem(
        .unauthenticated, "No Google credentials", detail: "none were found",
        fix: "Run: gcloud auth application-default login")
}
