/// A small price list of Cloud Run in the shape of the Cloud Billing Catalog. The figures are samples, not offers.
enum BillingCatalog {
    static let cloudRun = "152E-C115-5142"
    static let regions = ["us-central1", "us-east4", "europe-west1", "europe-west4", "asia-southeast1"]

    static let service: JSONValue = [
        "name": .string("services/\(cloudRun)"), "serviceId": .string(cloudRun), "displayName": "Cloud Run",
        "businessEntityName": "businessEntities/GCP",
    ]

    /// (description, group, unit, billionths of a dollar per unit)
    private static let items: [(text: String, group: String, unit: String, nanos: Int64)] = [
        ("Services CPU (Instance-based billing)", "Compute", "s", 18_000),
        ("Services Memory (Instance-based billing)", "Compute", "GiBy.s", 2_000),
        ("Jobs CPU", "Compute", "s", 18_000),
        ("Jobs Memory", "Compute", "GiBy.s", 2_000),
        ("NVIDIA L4 GPU with zonal redundancy", "GPU", "s", 290_900),
        ("NVIDIA L4 GPU without zonal redundancy", "GPU", "s", 186_700),
        ("NVIDIA RTX PRO 6000 GPU without zonal redundancy", "GPU", "s", 365_220),
        ("NVIDIA RTX PRO 6000 GPU with zonal redundancy", "GPU", "s", 569_000),
    ]

    static var skus: [JSONValue] {
        var skus: [JSONValue] = []
        for (place, region) in regions.enumerated() {
            for (number, item) in items.enumerated() {
                skus.append(sku(item, region: region, id: "SIM0-\(place)00\(number)-0001"))
            }
        }
        return skus
    }

    private static func sku(
        _ item: (text: String, group: String, unit: String, nanos: Int64), region: String, id: String
    ) -> JSONValue {
        let price: JSONValue = ["currencyCode": "USD", "units": "0", "nanos": .integer(item.nanos)]
        let expression: JSONValue = [
            "usageUnit": .string(item.unit), "usageUnitDescription": item.unit == "s" ? "second" : "gibibyte second",
            "baseUnit": item.unit == "s" ? "s" : "By.s",
            "baseUnitConversionFactor": .integer(item.unit == "s" ? 1 : 1_073_741_824), "displayQuantity": 1,
            "tieredRates": [["startUsageAmount": 0, "unitPrice": price]],
        ]
        return [
            "name": .string("services/\(cloudRun)/skus/\(id)"), "skuId": .string(id),
            "description": .string("\(item.text) in \(region)"),
            "category": [
                "serviceDisplayName": "Cloud Run", "resourceFamily": "ApplicationServices",
                "resourceGroup": .string(item.group), "usageType": "OnDemand",
            ],
            "serviceRegions": [.string(region)],
            "pricingInfo": [
                [
                    "summary": "", "effectiveTime": "2026-01-01T00:00:00Z", "currencyConversionRate": 1,
                    "pricingExpression": expression,
                ]
            ],
            "serviceProviderName": "Google", "geoTaxonomy": ["type": "REGIONAL", "regions": [.string(region)]],
        ]
    }
}
