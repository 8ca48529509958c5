import Domain

extension Doctor {
    /// A small service without a GPU, from import to answer.
    static func spend(
        _ world: ControlPlane.Dependencies, _ context: RequestContext, _ run: LiveRun, _ service: TrialService,
        _ reference: ModelReference
    ) async {
        await run.step("import", "Import a model", after: ["bucket"]) {
            let imports = Imports(world)
            let begun = try await imports.start(context, reference, into: service.bucket)
            await run.willMake(
                LiveRun.Remains(name: "import \(begun.id)", command: "llm-manager models cancel \(begun.id)") {
                    // One that has ended cannot be cancelled any more, and need not be.
                    let now = try? await world.importing.snapshot(begun.id, bucket: service.bucket, in: context.target)
                    guard let now, now.state != .completed, now.state != .cancelled else { return }
                    _ = try await imports.cancel(context, begun.id, bucket: service.bucket)
                })
            var last = begun
            for try await snapshot in try imports.watch(context, begun.id, bucket: service.bucket) { last = snapshot }
            if case .failed(let problem) = last.state { throw problem }
            try Task.checkCancellation()
            guard last.state == .completed else {
                throw Problem(.internalError, "The import did not end", detail: "\(last.state)")
            }
            return (
                .ok, "\(reference): \(ByteCount(last.tally.doneBytes)) in \(last.tally.total) files, every byte proven",
                nil
            )
        }
        let address = LiveAddress()
        await run.step("deploy", "Deploy a service without a GPU", after: ["import"]) {
            guard let trial = world.trial else { throw CancellationError() }
            let command =
                "gcloud run services delete \(service.name) --region=\(service.region) --project=\(service.project)"
            await run.willMake(
                LiveRun.Remains(name: "service \(service.name)", command: command) { try await trial.remove(service) })
            let url = try await trial.deploy(service)
            await address.set(url)
            return (.ok, url, nil)
        }
        await run.step("ask", "Ask it", after: ["deploy"]) {
            guard let trial = world.trial, let url = await address.url else { throw CancellationError() }
            if let obstacle = try await Projects(world).whoAmI(context).credential?.idTokenObstacle {
                return (
                    .warning, "not asked, a private service takes an ID token: \(obstacle)",
                    "Add --impersonate-service-account EMAIL."
                )
            }
            return (.ok, "it said: \(try await trial.ask(service, at: url).prefix(80))", nil)
        }
    }

    /// Where the service is, once it is known.
    private actor LiveAddress {
        private(set) var url: String?
        func set(_ url: String) { self.url = url }
    }
}
