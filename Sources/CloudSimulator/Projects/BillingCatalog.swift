/// Price lists of Cloud Run and Cloud Storage in the shape of the Cloud Billing Catalog, with its oddities: thousands of
/// lines that are not asked for, typing errors, free first tiers, prices of yesterday, wording that leaves things open.
/// The figures are samples, not offers.
enum BillingCatalog {
    static let cloudRun = "152E-C115-5142"
    static let cloudStorage = "95FF-2EF5-5EA1"
    static let regions = [
        "us-central1", "us-east4", "europe-west1", "europe-west4", "asia-southeast1", "asia-northeast1",
    ]
    /// Regions of the dearer tier, in percent.
    private static let dearer: [String: Int64] = ["asia-southeast1": 140, "asia-northeast1": 130]
    private static let withGPU: Set<String> = Set(regions).subtracting(["asia-northeast1"])

    static let services: [JSONValue] = [
        service(cloudRun, "Cloud Run"), service(cloudStorage, "Cloud Storage"),
        service("6F81-5844-456A", "Compute Engine"),
    ]

    private static func service(_ id: String, _ name: String) -> JSONValue {
        [
            "name": .string("services/\(id)"), "serviceId": .string(id), "displayName": .string(name),
            "businessEntityName": "businessEntities/GCP",
        ]
    }

    /// nil for a service that has no list here.
    static func skus(of service: String) -> [JSONValue]? {
        switch service {
        case cloudRun: runSKUs
        case cloudStorage: storageSKUs
        case "6F81-5844-456A": []
        default: nil
        }
    }

    private struct Item {
        var text: String
        var group: String
        var unit: BillingUnit
        var nanos: Int64
        var usage = "OnDemand"
        /// What is free in a month, before the price begins.
        var free: Int64?
        var isGPU = false
    }

    private static let items: [Item] = [
        Item(
            text: "Services CPU (Instance-based billing)", group: "Compute", unit: .second, nanos: 18_000, free: 240_000
        ),
        Item(
            text: "Services Memory (Instance-based billing)", group: "Compute", unit: .gibibyteSecond, nanos: 2_000,
            free: 450_000),
        Item(
            text: "Services CPU (Request-based billing)", group: "Compute", unit: .second, nanos: 24_000, free: 180_000),
        Item(text: "Services Memory (Request-based billing)", group: "Compute", unit: .gibibyteSecond, nanos: 2_500),
        Item(text: "Services Min Instance CPU (Request-based billing)", group: "Compute", unit: .second, nanos: 2_500),
        Item(text: "Jobs CPU", group: "Compute", unit: .second, nanos: 18_000),
        Item(text: "Jobs Memory", group: "Compute", unit: .gibibyteSecond, nanos: 2_000),
        Item(text: "Worker Pools CPU", group: "Compute", unit: .second, nanos: 11_000),
        Item(text: "NVIDIA L4 GPU with zonal redundancy", group: "GPU", unit: .second, nanos: 290_900, isGPU: true),
        Item(text: "NVIDIA L4 GPU without zonal redundancy", group: "GPU", unit: .second, nanos: 186_700, isGPU: true),
        Item(
            text: "NVIDIA L4 GPU without zonal redundancy", group: "GPU", unit: .second, nanos: 130_000,
            usage: "Commit1Yr", isGPU: true),
        Item(
            text: "NVIDIA RTX PRO 6000 GPU without zonal redundancy", group: "GPU", unit: .hour, nanos: 1_314_792_000,
            isGPU: true),
        // Leaves open with which redundancy: nobody may take it for a price.
        Item(text: "NVIDIA RTX PRO 6000 GPU", group: "GPU", unit: .second, nanos: 999_999, isGPU: true),
        Item(text: "Committed Use: CPU", group: "Compute", unit: .second, nanos: 14_000, usage: "Commit3Yr"),
    ]

    private static var runSKUs: [JSONValue] {
        var skus: [JSONValue] = []
        for (place, region) in regions.enumerated() {
            for (number, item) in items.enumerated() where !item.isGPU || withGPU.contains(region) {
                // The real list has this typing error.
                let into = region == "asia-northeast1" ? "in in" : "in"
                skus.append(
                    sku(
                        item, text: "\(item.text) \(into) \(region)", service: ("Cloud Run", cloudRun), region: region,
                        id: "SIM0-\(place)0\(number / 10)\(number % 10)-0001"))
            }
        }
        return skus
    }

    private static var storageSKUs: [JSONValue] {
        let names = [
            "us-central1": "Iowa", "us-east4": "Northern Virginia", "europe-west1": "Belgium",
            "europe-west4": "Netherlands", "asia-southeast1": "Singapore", "asia-northeast1": "Tokyo",
        ]
        return transferSKUs
            + regions.enumerated().flatMap { place, region -> [JSONValue] in
                let name = names[region] ?? region
                let classes: [(String, Int64, BillingUnit)] = [
                    ("Standard Storage \(name)", 20_000_000, .gibibyteMonth),
                    ("Nearline Storage \(name)", 10_000_000, .gibibyteMonth),
                    ("Standard Storage \(name) Dual-region", 22_000_000, .gibibyteMonth),
                    ("Regional Standard Class B Operations \(name)", 400, .count),
                ]
                return classes.enumerated().map { number, line in
                    sku(
                        Item(text: line.0, group: "RegionalStorage", unit: line.2, nanos: line.1), text: line.0,
                        service: ("Cloud Storage", cloudStorage), region: region, id: "SIM1-\(place)00\(number)-0001")
                }
            }
    }

    /// Data between places of Google Cloud. Not all ways are listed, and some lines are about something else.
    private static var transferSKUs: [JSONValue] {
        let lines: [(String, Int64)] = [
            ("GCP Storage egress between NA and EU", 50_000_000),
            ("Inter-region GCP Storage egress within NA", 20_000_000),
            ("Inter-region GCP Storage egress within EU", 20_000_000),
            ("Download Worldwide Destinations (excluding Asia & Australia)", 120_000_000),
            ("GCP Storage egress replication within Northern America", 10_000_000),
        ]
        return lines.enumerated().map { number, line in
            sku(
                Item(text: line.0, group: "InterregionEgress", unit: .gibibyte, nanos: line.1), text: line.0,
                service: ("Cloud Storage", cloudStorage), region: "global", id: "SIM2-000\(number)-0001")
        }
    }

    private static func sku(
        _ item: Item, text: String, service: (name: String, id: String), region: String, id: String
    ) -> JSONValue {
        let nanos = item.nanos * (dearer[region] ?? 100) / 100
        var tiers: [JSONValue] = [tier(from: item.free ?? 0, nanos: nanos)]
        if item.free != nil { tiers.insert(tier(from: 0, nanos: 0), at: 0) }
        // An answer holds the prices of the time asked for, the current one last.
        let old = info(item.unit, [tier(from: 0, nanos: nanos * 2)], since: "2025-01-01T00:00:00Z")
        let current = info(item.unit, tiers, since: "2026-01-01T00:00:00Z")
        return [
            "name": .string("services/\(service.id)/skus/\(id)"), "skuId": .string(id), "description": .string(text),
            "category": [
                "serviceDisplayName": .string(service.name), "resourceFamily": "ApplicationServices",
                "resourceGroup": .string(item.group), "usageType": .string(item.usage),
            ],
            "serviceRegions": [.string(region)], "pricingInfo": [old, current], "serviceProviderName": "Google",
            "geoTaxonomy": ["type": "REGIONAL", "regions": [.string(region)]],
        ]
    }

    private static func info(_ unit: BillingUnit, _ tiers: [JSONValue], since: String) -> JSONValue {
        [
            "summary": "", "effectiveTime": .string(since), "currencyConversionRate": 1,
            "pricingExpression": [
                "usageUnit": .string(unit.rawValue), "usageUnitDescription": .string(unit.description),
                "baseUnit": .string(unit.base), "baseUnitDescription": .string(unit.base),
                "baseUnitConversionFactor": .integer(unit.factor), "displayQuantity": 1, "tieredRates": .array(tiers),
            ],
        ]
    }

    /// A price of nought has neither units nor nanos that say something, and whole dollars go into `units`.
    private static func tier(from start: Int64, nanos: Int64) -> JSONValue {
        let units = nanos / 1_000_000_000
        return [
            "startUsageAmount": .integer(start),
            "unitPrice": [
                "currencyCode": "USD", "units": .string("\(units)"), "nanos": .integer(nanos % 1_000_000_000),
            ],
        ]
    }
}

/// Units of the Billing Catalog.
enum BillingUnit: String {
    case second = "s"
    case hour = "h"
    case gibibyteSecond = "GiBy.s"
    case gibibyteMonth = "GiBy.mo"
    case gibibyte = "GiBy"
    case count

    var description: String {
        switch self {
        case .second: "second"
        case .hour: "hour"
        case .gibibyteSecond: "gibibyte second"
        case .gibibyteMonth: "gibibyte month"
        case .gibibyte: "gibibyte"
        case .count: "count"
        }
    }

    var base: String {
        switch self {
        case .second, .hour: "s"
        case .gibibyteSecond, .gibibyteMonth: "By.s"
        case .gibibyte: "By"
        case .count: "count"
        }
    }

    var factor: Int64 {
        switch self {
        case .second, .count: 1
        case .hour: 3600
        case .gibibyteSecond, .gibibyte: 1 << 30
        case .gibibyteMonth: (1 << 30) * 2_678_400
        }
    }
}
