import Domain
import Foundation

extension PriceList {
    /// Reads the SKUs of Cloud Run (Cloud Billing Catalog API, `services/152E-C115-5142/skus`) for one region.
    ///
    /// On-demand prices only; a free first tier is skipped. A GPU whose wording leaves open whether it is with zonal
    /// redundancy gives no price rather than a guess.
    /// - Parameters:
    ///   - pages: the JSON texts of the pages.
    ///   - asOf: the day of the answer, `2026-11-20`.
    /// - Returns: nil unless CPU, memory and at least one GPU were found.
    package static func reading(catalog pages: [String], region: String, asOf: String) -> PriceList? {
        var list = PriceList(
            region: region, gpu: [:], gpuZonalRedundancy: [:], cpu: Money(nanos: 0), memory: Money(nanos: 0),
            source: "Cloud Billing catalog, \(asOf)"
        )
        for page in pages {
            for sku in JSONText.decode(SKUPage.self, from: page)?.skus ?? [] where sku.isOnDemand && sku.covers(region)
            {
                guard let price = sku.perSecond else { continue }
                list.take(sku.description.lowercased(), price)
            }
        }
        let isWhole =
            list.cpu.nanos > 0 && list.memory.nanos > 0 && !(list.gpu.isEmpty && list.gpuZonalRedundancy.isEmpty)
        return isWhole ? list : nil
    }

    private mutating func take(_ text: String, _ price: Money) {
        if text.hasPrefix("services cpu (instance-based billing)") {
            cpu = price
        } else if text.hasPrefix("services memory (instance-based billing)") {
            memory = price
        } else if text.contains("gpu") {
            takeGPU(text, price)
        }
    }

    private mutating func takeGPU(_ text: String, _ price: Money) {
        let words = text.split { !$0.isLetter && !$0.isNumber }
        let name: String
        switch (words.contains("l4"), words.contains("rtx")) {
        case (true, false): name = "nvidia-l4"
        case (false, true): name = "nvidia-rtx-pro-6000"
        default: return
        }
        guard text.contains("zonal redundancy") else { return }
        if text.contains("no zonal") || text.contains("without zonal") {
            gpu[name] = price
        } else {
            gpuZonalRedundancy[name] = price
        }
    }
}

private struct SKUPage: Decodable {
    var skus: [SKU]?
}

private struct SKU: Decodable {
    var description: String
    var category: Category?
    var serviceRegions: [String]?
    var pricingInfo: [PricingInfo]?
    var geoTaxonomy: Geography?

    struct Category: Decodable { var usageType: String? }
    struct Geography: Decodable { var type: String? }
    struct PricingInfo: Decodable { var pricingExpression: Expression? }

    struct Expression: Decodable {
        var usageUnit: String?
        var tieredRates: [Rate]?
    }

    struct Rate: Decodable { var unitPrice: Price? }

    struct Price: Decodable {
        var currencyCode: String?
        var units: String?
        var nanos: Int64?

        var money: Money {
            Money(currency: currencyCode ?? "USD", nanos: (Int64(units ?? "0") ?? 0) * 1_000_000_000 + (nanos ?? 0))
        }
    }

    var isOnDemand: Bool { category?.usageType == "OnDemand" }

    func covers(_ region: String) -> Bool {
        serviceRegions?.contains(region) == true || geoTaxonomy?.type == "GLOBAL"
    }

    /// The current price in money per second; nil for another unit than seconds or hours.
    var perSecond: Money? {
        guard let expression = pricingInfo?.last?.pricingExpression, let rate = expression.tieredRates?.last?.unitPrice
        else { return nil }
        switch expression.usageUnit {
        case "s", "GiBy.s": return rate.money
        case "h", "GiBy.h": return rate.money * (1.0 / 3600)
        default: return nil
        }
    }
}
