package import Domain
import GoogleCloud
import Serving

extension CloudRunRuntime {
    package func plan(
        _ change: ServiceChange, of id: ServiceID, manifest: ModelManifest?, next: ModelManifest?,
        knowing facts: PlanFacts
    ) async throws -> ServicePlan {
        let existing = try await managed(id)
        guard !change.isEmpty else {
            throw Problem(
                .invalidRequest, "Nothing to change", detail: "no field of \(id) is named",
                fix: "Name what is to be different, for example --image or --max-instances."
            )
        }
        let drafts = try drafts(change, existing, manifest: manifest, next: next, facts)
        let body = CloudRunServiceMerge(change: change, drafts: drafts).value(onto: existing)
        let seen = Self.identified(body, as: existing)
        let spec = try updated(change, existing, body: seen, drafts)
        let recipe = try reader.recipe(seen)
        let diff = CloudRunFields.diff(existing, body)

        var problems = drafts?.new.problems ?? []
        problems += CloudRunRefusals(body, id: id).problems(beside: problems)
        problems += Self.problems(change, existing, diff: diff)
        let book = await quotaBook(regions: [id.region], beside: id.name)
        let quota = book.uses(of: spec, in: id.region)
        problems += book.problems(of: quota, in: id.region)
        // A change that leaves the recipe alone may still cost something: a minimum of instances does.
        let shown = drafts ?? (try? self.drafts(change, existing, manifest: manifest, next: next, facts, always: true))
        var cost: CostEstimate?
        if let shown, let served = next ?? manifest {
            let location = await bucketLocation(spec.bucket)
            cost = CostEstimator(prices: await prices(in: id.region, bucket: location)).estimate(
                usage(of: spec, shown.new, served, bucketLocation: location, facts))
        }
        let request = body.text(pretty: true)
        var plan = ServicePlan(
            id: id, target: target, spec: spec, recipe: recipe, fit: shown?.new.fit ?? .notCalculated,
            cost: cost, quota: quota,
            changes: Self.sentences(id, diff, change, existing, body), problems: problems,
            basedOn: existing["etag"]?.string, predictedStart: shown?.new.start.seconds,
            requestPreview: SecretMask.maskedJSON(request), start: shown?.new.start, shape: shown?.new.shape ?? [],
            diff: diff, isUpdate: true, rollsBack: change.rollsBack
        )
        plan.request = request
        return plan
    }

    /// The recipes before and after, when the change needs them.
    private func drafts(
        _ change: ServiceChange, _ existing: GoogleJSON, manifest: ModelManifest?, next: ModelManifest?,
        _ facts: PlanFacts, always: Bool = false
    ) throws -> (old: ServingDraft, new: ServingDraft)? {
        guard change.needsRecipe || always else { return nil }
        let spec = try reader.spec(existing)
        guard let manifest else {
            throw Problem(
                .unsupported, "The model's manifest is missing",
                detail:
                    "\(spec.bucket) has no manifest of \(spec.model); accelerator, context, loader, concurrency and "
                    + "model revision follow from it",
                fix: "Adopt or import the model: llm-manager models adopt --bucket \(spec.bucket)."
            )
        }
        var site = ServingSite.cloudRun(bucket: spec.bucket)
        site.root = CloudRunReader.mountPath(existing) ?? site.root
        var wish = change.applied(to: spec)
        wish.arguments = []
        wish.environment = [:]
        let designer = ServingDesigner()
        var bare = spec
        bare.image = nil
        let own = try designer.draft(bare, of: manifest, on: site, knowing: facts)
        // An image of somebody's own stays; the engine's own follows the accelerator.
        if change.image == nil, Self.repository(spec.image) == Self.repository(own.recipe.image) {
            wish.image = nil
            var new = try designer.draft(wish, of: next ?? manifest, on: site, knowing: facts)
            if Self.repository(new.recipe.image) == Self.repository(spec.image) {
                new.recipe.image = spec.image ?? new.recipe.image
            }
            return (try designer.draft(spec, of: manifest, on: site, knowing: facts), new)
        }
        return (
            try designer.draft(spec, of: manifest, on: site, knowing: facts),
            try designer.draft(wish, of: next ?? manifest, on: site, knowing: facts)
        )
    }

    /// An image without its tag or digest.
    private static func repository(_ image: String?) -> Substring? {
        guard let bare = image?.prefix(while: { $0 != "@" }) else { return nil }
        guard let colon = bare.lastIndex(of: ":"), !bare[colon...].contains("/") else { return bare }
        return bare[..<colon]
    }

    /// The service as it will be, in the words of a wish.
    private func updated(
        _ change: ServiceChange, _ existing: GoogleJSON, body: GoogleJSON,
        _ drafts: (old: ServingDraft, new: ServingDraft)?
    ) throws -> ServiceSpec {
        let service = try reader.service(body)
        var spec =
            (try? reader.spec(body))
            ?? ServiceSpec(
                name: service.id.name, region: service.id.region, bucket: service.bucket ?? "",
                model: service.model ?? ModelIdentity(source: .directory, id: service.id.name, pin: "")
            )
        spec.contextLength = drafts?.new.spec.contextLength ?? spec.contextLength
        spec.secrets = change.secrets
        return spec
    }

    /// The body with the name of the service that it is for: what readers need.
    private static func identified(_ body: GoogleJSON, as existing: GoogleJSON) -> GoogleJSON {
        var named = body
        for field in ["name", "uri", "latestReadyRevision", "latestCreatedRevision"] { named[field] = existing[field] }
        return named
    }

    private static func problems(
        _ change: ServiceChange, _ existing: GoogleJSON, diff: [FieldChange]
    ) -> [PlanProblem] {
        var problems: [PlanProblem] = []
        if diff.isEmpty {
            problems.append(
                PlanProblem(
                    .error, code: "nothing-to-change", detail: "Every field that is named has that value already",
                    fix: "Leave the service as it is."
                )
            )
        }
        if !change.holdsTraffic, !CloudRunTraffic.divided(existing).isEmpty {
            problems.append(
                PlanProblem(
                    .warning, code: "traffic-fixed",
                    detail: "The traffic is divided by hand (\(CloudRunFields.traffic(existing["traffic"]))): the new "
                        + "revision gets what goes to the latest, which may be nothing",
                    fix: "Send everything to it afterwards: llm-manager services traffic latest=100."
                )
            )
        }
        return problems
    }

    private static func sentences(
        _ id: ServiceID, _ diff: [FieldChange], _ change: ServiceChange, _ existing: GoogleJSON, _ body: GoogleJSON
    ) -> [String] {
        let makesRevision = body["template"] != existing["template"]
        var sentences = ["Change \(diff.count) field(s) of \(id); every other field stays as it is"]
        if makesRevision {
            sentences.append(
                change.holdsTraffic
                    ? "Roll out a new revision that gets no traffic yet"
                    : "Roll out a new revision, and ask it for an answer")
            if change.rollsBack, let serving = CloudRunTraffic.serving(existing) {
                sentences.append("When it does not answer, send all traffic back to \(serving)")
            }
        } else {
            sentences.append("No new revision is made, and no instance is started")
        }
        if CloudRunReader.isStopped(existing) { sentences.append("The service stays stopped") }
        return sentences
    }
}

extension MemoryFit {
    /// For a change that leaves model, accelerator and context alone.
    static var notCalculated: MemoryFit {
        MemoryFit(
            available: 0, weights: 0, keyValuePerToken: 0, contextLength: 0, sequences: 0, overhead: 0, fits: true,
            largestContext: nil,
            lines: [PlanLine("not calculated", "-", "model, accelerator and context stay as they are")]
        )
    }
}
