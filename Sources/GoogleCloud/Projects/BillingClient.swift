import Outbound

/// Cloud Billing.
package struct BillingClient: Sendable {
    package struct BillingInfo: Sendable, Hashable, Decodable {
        package var projectId: String?
        package var billingAccountName: String?
        package var billingEnabled: Bool?

        package var isEnabled: Bool { billingEnabled ?? false }
    }

    /// A price (`cloudbilling.v1.Sku`).
    package struct SKU: Sendable, Hashable, Decodable {
        package struct Price: Sendable, Hashable, Decodable {
            package struct Money: Sendable, Hashable, Decodable {
                package var currencyCode: String?
                package var units: GoogleInt64?
                package var nanos: Int?
            }
            package struct Tier: Sendable, Hashable, Decodable {
                package var startUsageAmount: Double?
                package var unitPrice: Money?
            }
            package struct Expression: Sendable, Hashable, Decodable {
                package var usageUnit: String?
                package var baseUnit: String?
                /// How many base units a usage unit is.
                package var baseUnitConversionFactor: Double?
                package var displayQuantity: Double?
                package var tieredRates: [Tier]?
            }
            package var pricingExpression: Expression?
            package var effectiveTime: String?
        }
        package struct Category: Sendable, Hashable, Decodable {
            package var serviceDisplayName: String?
            package var resourceFamily: String?
            package var resourceGroup: String?
            /// `OnDemand`, `Preemptible`, `Commit1Yr`, …
            package var usageType: String?
        }
        package struct Geography: Sendable, Hashable, Decodable {
            /// `GLOBAL`, `REGIONAL`, `MULTI_REGIONAL`.
            package var type: String?
            package var regions: [String]?
        }
        package var skuId: String
        package var description: String?
        package var category: Category?
        package var serviceRegions: [String]?
        /// The last one is current.
        package var pricingInfo: [Price]?
        package var geoTaxonomy: Geography?
    }

    package let api: GoogleAPIClient

    package init(_ api: GoogleAPIClient) {
        self.api = api
    }

    package func billingInfo(project: String) async throws -> BillingInfo {
        let path = "/v1/projects/\(PercentEncoding.component(project))/billingInfo"
        return try await api.send(GoogleRequest(.get, .billing, path))
    }

    /// The prices of one of Google's services, by its id (Cloud Run: `152E-C115-5142`).
    package func skus(service: String, currencyCode: String = "USD") async throws -> [SKU] {
        struct Answer: Decodable {
            var skus: [SKU]?
            var nextPageToken: String?
        }
        var found: [SKU] = []
        var token: String?
        repeat {
            var query = [("currencyCode", currencyCode), ("pageSize", "5000")]
            if let token { query.append(("pageToken", token)) }
            let path = "/v1/services/\(PercentEncoding.component(service))/skus"
            let page = try await api.send(GoogleRequest(.get, .billing, path, query: query), as: Answer.self)
            found += page.skus ?? []
            token = page.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
        } while token != nil
        return found
    }
}
