package import Domain
import GoogleCloud
import Outbound
import Serving

extension CloudRunRuntime {
    package func plan(
        _ wish: ServiceSpec, of manifest: ModelManifest, knowing facts: PlanFacts
    ) async throws -> ServicePlan {
        async let bucket = bucketLocation(wish.bucket)
        let draft = try ServingDesigner().draft(
            wish, of: manifest, on: .cloudRun(bucket: wish.bucket), knowing: facts)
        var spec = draft.spec
        let location = await bucket
        let region = wish.region ?? Self.region(near: location, for: draft.accelerator.name)
        spec.region = region
        let id = try ServiceID(region: region, name: spec.name ?? ServiceName.derived(from: manifest.model.id))
        async let prices = prices(in: region, bucket: location)
        async let book = quotaBook(regions: [region], beside: id.name)
        let existing = try await googleCall("read \(id)") { try await current(id) }
        let quota = await book.uses(of: spec, in: region)
        let cost = CostEstimator(prices: await prices).estimate(
            usage(of: spec, draft, manifest, bucketLocation: location, facts))

        var problems = draft.problems
        problems += wishProblems(spec, manifest, existing, id)
        problems += regionProblems(spec, region: region, bucketLocation: location, cost: cost)
        problems += await book.problems(of: quota, in: region)
        problems += knowledgeProblems(facts, cost: cost, spec)
        var plan = ServicePlan(
            id: id, target: target, spec: spec, recipe: draft.recipe, fit: draft.fit, cost: cost, quota: quota,
            changes: [],
            problems: problems.filter { $0.severity == .error } + problems.filter { $0.severity != .error },
            basedOn: existing?["etag"]?.string, predictedStart: draft.start.seconds, requestPreview: "",
            start: draft.start, shape: draft.shape
        )
        plan.changes = changes(plan, existing)
        let body = CloudRunServiceBody(plan).value(onto: existing)
        plan.requestPreview = SecretMask.maskedJSON(body.text(pretty: true))
        if let existing { plan.diff = CloudRunFields.diff(existing, body) }
        plan.problems += CloudRunRefusals(body, id: id).problems(beside: plan.problems)
        return plan
    }

    func usage(
        of spec: ServiceSpec, _ draft: ServingDraft, _ manifest: ModelManifest, bucketLocation: String?,
        _ facts: PlanFacts
    ) -> CostEstimator.Usage {
        let measured = MeasuredRate(
            of: manifest.model, engine: draft.recipe.engine, accelerator: draft.accelerator.name,
            history: facts.coldStarts)
        var usage = CostEstimator.Usage(
            accelerator: draft.accelerator.name, shape: HostShape(cpu: spec.cpu ?? 0, memory: spec.memory ?? 0),
            minInstances: spec.minInstances, maxInstances: spec.maxInstances, zonalRedundancy: spec.zonalRedundancy,
            stored: manifest.size, read: ServingDesigner.bytesRead(of: manifest), bucketLocation: bucketLocation,
            startSeconds: draft.start.seconds, tokensPerSecond: facts.tokensPerSecond ?? measured?.tokensPerSecond,
            rateBasis: facts.tokensPerSecond == nil ? measured?.basis : "as given"
        )
        usage.generates = draft.recipe.proof == .generation
        return usage
    }

    /// The region's prices; storage costs what it costs where the bucket is.
    func prices(in region: String, bucket: String?) async -> PriceList {
        var list = await settings.prices(region)
        if let bucket, bucket != region { list.storage = await settings.prices(bucket).storage }
        return list
    }

    /// The bucket's own region when the GPU is there, else the first that has it.
    static func region(near location: String?, for accelerator: String) -> String {
        let regions = AcceleratorCatalog.regions(of: accelerator)
        // Cloud Run without a GPU is in every region; a multi-region is none.
        if accelerator == "cpu" { return location.flatMap { $0.contains("-") ? $0 : nil } ?? "us-central1" }
        if let location, regions.contains(location) { return location }
        let near = regions.first { region in location.map { region.hasPrefix($0.prefix(2)) } ?? false }
        return near ?? regions.first ?? "us-central1"
    }

    /// nil when it cannot be read; that is the import's business to say.
    func bucketLocation(_ bucket: String) async -> String? {
        struct Answer: Decodable { var location: String? }
        guard bucket.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != 47 && $0 != 37 && $0 != 63 && $0 != 35 }) else {
            return nil
        }
        let request = GoogleRequest(.get, .storage, "/storage/v1/b/\(bucket)", query: [("fields", "location")])
        return try? await run.api.send(request, as: Answer.self).location?.lowercased()
    }

    private func knowledgeProblems(_ facts: PlanFacts, cost: CostEstimate?, _ spec: ServiceSpec) -> [PlanProblem] {
        var problems = facts.gaps.map {
            PlanProblem(
                .warning, code: "facts-missing", detail: $0,
                fix: "The plan goes on with what the import had noted; verify the model if this stays."
            )
        }
        if cost == nil {
            problems.append(
                PlanProblem(
                    .warning, code: "price-unknown",
                    detail:
                        "No price was found for \(spec.accelerator ?? "this shape") in \(spec.region ?? "this region")"
                        + (spec.zonalRedundancy ? " with zonal redundancy" : ""),
                    fix: "Look at https://cloud.google.com/run/pricing before you deploy."
                )
            )
        }
        return problems
    }

    private func wishProblems(
        _ spec: ServiceSpec, _ manifest: ModelManifest, _ existing: GoogleJSON?, _ id: ServiceID
    ) -> [PlanProblem] {
        var problems: [PlanProblem] = []
        if manifest.files.isEmpty {
            problems.append(
                PlanProblem(
                    .error, code: Problem.Code.modelNotFound.rawValue, detail: "\(manifest.model) has no files",
                    fix: "Import the model first; it can be deployed when its import is completed."
                )
            )
        }
        if let existing, !CloudRunMarks.isManaged(existing) {
            problems.append(
                PlanProblem(
                    .error, code: Problem.Code.alreadyExists.rawValue,
                    detail: "\(id) exists and was not made by this manager", fix: "Choose another name."
                )
            )
        }
        if spec.minInstances < 0 || spec.maxInstances < 1 || spec.minInstances > spec.maxInstances {
            problems.append(
                PlanProblem(
                    .error, code: Problem.Code.invalidRequest.rawValue,
                    detail: "\(spec.minInstances) to \(spec.maxInstances) instances",
                    fix: "Ask for at least one instance at most, and for no more at least than at most."
                )
            )
        }
        let reserved = spec.environment.keys.filter { CloudRunRefusals.isReserved($0) || $0.isEmpty }.sorted()
        if let name = reserved.first {
            problems.append(
                PlanProblem(
                    .error, code: Problem.Code.invalidRequest.rawValue,
                    detail: "Cloud Run sets ‘\(name)’ itself and refuses it", fix: "Leave the variable out."
                )
            )
        }
        if spec.minInstances > 0 {
            problems.append(
                PlanProblem(
                    .warning, code: "always-on",
                    detail: "\(spec.minInstances) instance(s) run and are billed all the time, GPU included",
                    fix: "Ask for a minimum of 0 to pay only while it is used."
                )
            )
        }
        return problems
    }

    private func regionProblems(
        _ spec: ServiceSpec, region: String, bucketLocation: String?, cost: CostEstimate?
    ) -> [PlanProblem] {
        var problems: [PlanProblem] = []
        let accelerator = spec.accelerator ?? ""
        let offered = AcceleratorCatalog.regions(of: accelerator)
        if accelerator != "cpu", !offered.contains(region) {
            problems.append(
                PlanProblem(
                    .warning, code: "region-without-accelerator",
                    detail: "\(accelerator) is not known to be open to everybody in \(region)",
                    fix: "Choose one of: \(offered.joined(separator: ", "))."
                )
            )
        }
        if let bucketLocation, bucketLocation != region {
            let price = cost?.egressPerStart.map { "\($0.text) for each start" } ?? "at a price that is not known"
            problems.append(
                PlanProblem(
                    .warning, code: "bucket-elsewhere",
                    detail: "The bucket \(spec.bucket) is in \(bucketLocation), the service in \(region): "
                        + "loading is slower, and the bytes are billed: \(price)",
                    fix: "Deploy in the bucket's region, or import the model into a bucket in \(region)."
                )
            )
        }
        return problems
    }

    private func changes(_ plan: ServicePlan, _ existing: GoogleJSON?) -> [String] {
        let spec = plan.spec
        let verb = existing == nil ? "Create" : "Change"
        var changes = [
            "\(verb) the Cloud Run service \(plan.id.name) in \(plan.id.region) of \(project)",
            "A revision of \(plan.recipe.image) on \(spec.accelerator ?? "no GPU"), \(spec.cpu ?? 0) vCPU, "
                + "\(spec.memory?.binaryText ?? "?"), \(spec.minInstances) to \(spec.maxInstances) instances",
        ]
        if let volume = plan.recipe.memoryVolume {
            changes.append(
                "Copy the model into \(volume.size.binaryText) of the instance's memory before the engine starts")
        }
        if !spec.secrets.isEmpty {
            let names = spec.secrets.sorted { $0.key < $1.key }.map { "\($0.key) from \($0.value.name)" }
            changes.append("Let the service read secrets of Secret Manager: \(names.joined(separator: ", "))")
        }
        if plan.recipe.mountPath != nil {
            changes.append("Mount the bucket \(spec.bucket) read-only at \(plan.recipe.mountPath ?? "")")
        }
        if spec.access == .public { changes.append("Let everybody call it: the check of callers is switched off") }
        let sidecars = (existing?["template"]?["containers"]?.array.count ?? 1) - 1
        if sidecars > 0 { changes.append("Keep \(sidecars) sidecar(s) as they are") }
        return changes
    }
}
