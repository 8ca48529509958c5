import Domain
import Foundation
package import GoogleCloud
package import Serving

/// Prices from Google's Billing Catalog, which has thousands of lines and is read once a day by a process that asks.
///
/// What it does not give is unknown; when it cannot be read at all, the built-in list is used, and says so.
package actor CatalogPrices {
    /// Ids of the Billing Catalog, as of 2026-09.
    package static let cloudRun = "152E-C115-5142"
    package static let cloudStorage = "95FF-2EF5-5EA1"
    static let lifetime = Duration.seconds(24 * 3600)
    /// After a failure the catalog is left alone for a while.
    static let pause = Duration.seconds(300)

    private struct Lines {
        var run: [PriceSKU]
        var storage: [PriceSKU]
        var day: String
    }

    private let billing: BillingClient
    private let elapsed: @Sendable () -> Duration
    private var known: (lines: Result<Lines, GoogleFailure>, at: Duration)?
    private var reading: Task<Result<Lines, GoogleFailure>, Never>?

    private struct GoogleFailure: Error { var message: String }

    package init(_ api: GoogleAPIClient) {
        let start = ContinuousClock.now
        self.init(api, elapsed: { ContinuousClock.now - start })
    }

    /// - Parameter elapsed: how old the process is; a test moves it.
    init(_ api: GoogleAPIClient, elapsed: @escaping @Sendable () -> Duration) {
        billing = BillingClient(api)
        self.elapsed = elapsed
    }

    package func prices(in region: String) async -> PriceList {
        switch await lines() {
        case .success(let lines):
            return .reading(run: lines.run, storage: lines.storage, region: region, asOf: lines.day)
        case .failure(let failure):
            var list = PriceList.builtIn(region: region)
            list.source += "; the Billing Catalog could not be read: \(failure.message)"
            return list
        }
    }

    /// Callers at the same time share one reading.
    private func lines() async -> Result<Lines, GoogleFailure> {
        if let known, elapsed() - known.at < (known.lines.isSuccess ? Self.lifetime : Self.pause) { return known.lines }
        if let reading { return await reading.value }
        let billing = billing
        let task = Task { await Self.read(billing) }
        reading = task
        let lines = await task.value
        known = (lines, elapsed())
        reading = nil
        return lines
    }

    private static func read(_ billing: BillingClient) async -> Result<Lines, GoogleFailure> {
        do {
            async let storage = billing.skus(service: cloudStorage)
            let run = try await billing.skus(service: cloudRun)
            // Storage is a small part of the sum: without it the rest still holds.
            let stored = (try? await storage) ?? []
            let day = Timestamp.text(Date()).prefix(10)
            return .success(Lines(run: run.map(PriceSKU.init), storage: stored.map(PriceSKU.init), day: String(day)))
        } catch {
            return .failure(GoogleFailure(message: (error as? GoogleCloudError)?.message ?? "\(error)"))
        }
    }
}

extension Result {
    fileprivate var isSuccess: Bool {
        if case .success = self { true } else { false }
    }
}

extension PriceSKU {
    /// The current price of a SKU: the last of its list.
    init(_ sku: BillingClient.SKU) {
        let expression = sku.pricingInfo?.last?.pricingExpression
        self.init(
            description: sku.description ?? "", usageType: sku.category?.usageType ?? "",
            regions: sku.serviceRegions ?? [], isGlobal: sku.geoTaxonomy?.type == "GLOBAL",
            unit: expression?.usageUnit ?? "", baseUnit: expression?.baseUnit,
            baseUnitsPerUnit: expression?.baseUnitConversionFactor,
            tiers: (expression?.tieredRates ?? []).sorted { ($0.startUsageAmount ?? 0) < ($1.startUsageAmount ?? 0) }
                .compactMap { $0.unitPrice.map(Money.init) }
        )
    }
}

extension Money {
    init(_ price: BillingClient.SKU.Price.Money) {
        self.init(currency: price.currencyCode ?? "USD", units: price.units?.value ?? 0, nanos: price.nanos ?? 0)
    }
}
