package import Domain
import Serving

extension CloudRunRuntime {
    /// Rows of the table at most: more help nobody to choose.
    static let mostAlternatives = 40

    /// Region × accelerator × loader. Every fact is fetched once: the bucket's place, prices (a day old at most), one list
    /// of quotas, one list of services per region; the rest is arithmetic.
    package func alternatives(
        to wish: ServiceSpec, of manifest: ModelManifest, knowing facts: PlanFacts
    ) async throws -> [PlanAlternative] {
        let site = ServingSite.cloudRun(bucket: wish.bucket)
        let chosen = try ServingDesigner().draft(wish, of: manifest, on: site, knowing: facts)
        let location = await bucketLocation(wish.bucket)
        let chosenRegion = wish.region ?? Self.region(near: location, for: chosen.accelerator.name)
        let drafts = drafts(wish, manifest, facts, site)
        let regions = Set(drafts.flatMap { places(for: $0.accelerator.name, bucket: location, chosen: chosenRegion) })
        async let reading = quotaBook(regions: Array(regions), beside: chosen.spec.name)
        var prices: [String: PriceList] = [:]
        for region in regions.sorted() { prices[region] = await settings.prices(region) }
        let book = await reading

        var rows: [PlanAlternative] = []
        for draft in drafts {
            for region in places(for: draft.accelerator.name, bucket: location, chosen: chosenRegion) {
                guard let list = prices[region] else { continue }
                var row = row(draft, in: region, prices: list, book: book, bucket: location)
                row.isChosen =
                    region == chosenRegion && row.accelerator == chosen.spec.accelerator
                    && row.loader == chosen.spec.loader
                rows.append(row)
            }
        }
        let sorted = rows.sorted { Self.order($0, near: location) < Self.order($1, near: location) }
        return Array(sorted.prefix(Self.mostAlternatives))
    }

    /// One draft for each accelerator and loader that the model's engine can use.
    private func drafts(
        _ wish: ServiceSpec, _ manifest: ModelManifest, _ facts: PlanFacts, _ site: ServingSite
    ) -> [ServingDraft] {
        var drafts: [ServingDraft] = []
        for accelerator in site.accelerators {
            for loader in site.loaders {
                var spec = wish
                spec.accelerator = accelerator.name
                spec.loader = loader
                // The shape goes with the accelerator.
                spec.cpu = nil
                spec.memory = nil
                guard let draft = try? ServingDesigner().draft(spec, of: manifest, on: site, knowing: facts) else {
                    continue
                }
                // A large model without a GPU answers too slowly to be offered.
                if accelerator.isCPU, draft.fit.weights > .gib(8) { continue }
                drafts.append(draft)
            }
        }
        return drafts
    }

    /// Where an accelerator is open to everybody; without a GPU the bucket's own region, which is the best one.
    private func places(for accelerator: String, bucket: String?, chosen: String) -> [String] {
        var regions = AcceleratorCatalog.regions(of: accelerator)
        if accelerator == "cpu" { regions = [Self.region(near: bucket, for: accelerator)] }
        return regions.contains(chosen) || accelerator != "cpu" ? regions : regions + [chosen]
    }

    private func row(
        _ draft: ServingDraft, in region: String, prices: PriceList, book: QuotaBook, bucket: String?
    ) -> PlanAlternative {
        let shape = HostShape(cpu: draft.spec.cpu ?? 0, memory: draft.spec.memory ?? 0)
        let estimator = CostEstimator(prices: prices)
        let uses = book.uses(of: draft.spec, in: region)
        let gpu = uses.first { $0.unit == "GPU" }
        var obstacles = draft.problems.filter { $0.severity == .error }.map(\.detail)
        obstacles += uses.filter(\.isExceeded).map { "\($0.title): quota of \($0.region) is used up" }
        return PlanAlternative(
            region: region, accelerator: draft.accelerator.name, loader: draft.spec.loader ?? .mount, cpu: shape.cpu,
            memory: shape.memory, fits: draft.fit.fits, contextLength: draft.fit.contextLength,
            largestContext: draft.fit.largestContext, largestConcurrency: draft.fit.largestConcurrency,
            perHour: estimator.instanceHour(
                accelerator: draft.accelerator.name, shape: shape, zonalRedundancy: draft.spec.zonalRedundancy),
            egressPerStart: estimator.egress(draft.readBytes, from: bucket), predictedStart: draft.start.seconds,
            isMeasured: draft.start.isMeasured, quotaLeft: gpu?.left,
            quotaStanding: gpu?.standing ?? .unlimited, obstacles: obstacles, isChosen: false
        )
    }

    /// What can be applied goes first, then the bucket's own region, then what costs less, then what starts sooner.
    private static func order(_ row: PlanAlternative, near bucket: String?) -> (Int, Int, Int64, Double, String) {
        (
            row.obstacles.isEmpty ? 0 : 1, row.region == bucket ? 0 : 1, row.perHour?.nanos ?? Int64.max,
            row.predictedStart, "\(row.region) \(row.accelerator) \(row.loader.rawValue)"
        )
    }
}
