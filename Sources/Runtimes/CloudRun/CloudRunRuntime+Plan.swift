package import Domain
import GoogleCloud
import Outbound
import Serving

extension CloudRunRuntime {
    package func plan(_ wish: ServiceSpec, of manifest: ModelManifest) async throws -> ServicePlan {
        let site = ServingSite(
            accelerators: AcceleratorCatalog.cloudRun, loaders: [.mount, .stream], root: "/gcs/\(wish.bucket)"
        )
        let draft = try ServingDesigner().draft(wish, of: manifest, on: site)
        var spec = draft.spec
        let location = await bucketLocation(wish.bucket)
        let region = wish.region ?? Self.region(near: location, for: draft.accelerator.name)
        spec.region = region
        let id = try ServiceID(region: region, name: spec.name ?? ServiceName.derived(from: manifest.model.id))
        let existing = try await googleCall("read \(id)") { try await current(id) }
        let quota = await quota(of: spec, for: id)

        var problems = draft.problems
        problems += wishProblems(spec, manifest, existing, id)
        problems += regionProblems(spec, region: region, bucketLocation: location)
        problems += quota.problems
        var plan = ServicePlan(
            id: id, target: target, spec: spec, recipe: draft.recipe, fit: draft.fit,
            cost: await cost(of: spec, region: region), quota: quota.uses, changes: [], problems: problems,
            basedOn: existing?["etag"]?.string, predictedStart: draft.predictedStart, requestPreview: ""
        )
        plan.changes = changes(plan, existing)
        plan.requestPreview = CloudRunServiceBody(plan).value(onto: existing).text(pretty: true)
        return plan
    }

    /// The bucket's own region when the GPU is there, else the first that has it.
    static func region(near location: String?, for accelerator: String) -> String {
        let regions = AcceleratorCatalog.regions(of: accelerator)
        if let location, regions.contains(location) { return location }
        let near = regions.first { region in location.map { region.hasPrefix($0.prefix(2)) } ?? false }
        return near ?? regions.first ?? "us-central1"
    }

    /// nil when it cannot be read; that is the import's business to say.
    private func bucketLocation(_ bucket: String) async -> String? {
        struct Answer: Decodable { var location: String? }
        guard bucket.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != 47 && $0 != 37 && $0 != 63 && $0 != 35 }) else {
            return nil
        }
        let request = GoogleRequest(.get, .storage, "/storage/v1/b/\(bucket)", query: [("fields", "location")])
        return try? await run.api.send(request, as: Answer.self).location?.lowercased()
    }

    private func cost(of spec: ServiceSpec, region: String) async -> CostEstimate? {
        guard let accelerator = spec.accelerator, let cpu = spec.cpu, let memory = spec.memory else { return nil }
        return CostEstimator(prices: await settings.prices(region)).estimate(
            accelerator: accelerator, shape: HostShape(cpu: cpu, memory: memory), minInstances: spec.minInstances,
            maxInstances: spec.maxInstances, zonalRedundancy: spec.zonalRedundancy
        )
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
        let reserved = spec.environment.keys.filter { $0 == "PORT" || $0.hasPrefix("K_") || $0.isEmpty }.sorted()
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

    private func regionProblems(_ spec: ServiceSpec, region: String, bucketLocation: String?) -> [PlanProblem] {
        var problems: [PlanProblem] = []
        let accelerator = spec.accelerator ?? ""
        let offered = AcceleratorCatalog.regions(of: accelerator)
        if !offered.contains(region) {
            problems.append(
                PlanProblem(
                    .warning, code: "region-without-accelerator",
                    detail: "\(accelerator) is not known to be open to everybody in \(region)",
                    fix: "Choose one of: \(offered.joined(separator: ", "))."
                )
            )
        }
        if let bucketLocation, bucketLocation != region {
            problems.append(
                PlanProblem(
                    .warning, code: "bucket-elsewhere",
                    detail: "The bucket \(spec.bucket) is in \(bucketLocation), the service in \(region): "
                        + "loading is slower and the bytes are billed",
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
        if plan.recipe.mountPath != nil {
            changes.append("Mount the bucket \(spec.bucket) read-only at \(plan.recipe.mountPath ?? "")")
        }
        if spec.access == .public { changes.append("Let everybody call it: the check of callers is switched off") }
        let sidecars = (existing?["template"]?["containers"]?.array.count ?? 1) - 1
        if sidecars > 0 { changes.append("Keep \(sidecars) sidecar(s) as they are") }
        return changes
    }
}
