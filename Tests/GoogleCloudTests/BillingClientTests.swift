import GoogleCloud
import Testing

struct BillingClientTests {
    @Test func `whether a project pays, and what things cost`() async throws {
        try await SimulatedCloud.with { cloud in
            let billing = BillingClient(cloud.api)
            let demo = try await billing.billingInfo(project: "demo-project")
            #expect(demo.isEnabled)
            #expect(demo.billingAccountName?.hasPrefix("billingAccounts/") == true)
            #expect(try await billing.billingInfo(project: "bare-project").isEnabled == false)

            let skus = try await billing.skus(service: "152E-C115-5142")
            let gpu = skus.first {
                $0.description?.contains("NVIDIA L4 GPU without zonal redundancy") == true
                    && $0.serviceRegions == ["us-central1"]
            }
            let price = gpu?.pricingInfo?.first?.pricingExpression?.tieredRates?.first?.unitPrice
            #expect(price?.currencyCode == "USD")
            #expect(price?.nanos ?? 0 > 0)
            let unknown = await SimulatedCloud.error { _ = try await billing.skus(service: "0000-0000-0000") }
            #expect(unknown?.code == .notFound)
        }
    }
}
