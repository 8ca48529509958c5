import CloudSimulator
import Domain
import GoogleCloud
import Outbound
import Serving
import Synchronization
import TestSupport
import Testing

@testable import Runtimes

@Suite struct CatalogPricesTests {
    @Test func `prices come from the Billing Catalog, by region, with what it leaves open unknown`() async throws {
        try await CloudFixture.with { fixture in
            let prices = CatalogPrices(fixture.api)
            let list = await prices.prices(in: "us-central1")
            #expect(!list.isFallback)
            #expect(list.source.hasPrefix("Cloud Billing Catalog, 20"))
            #expect(list.cpu == Money(nanos: 18_000))
            #expect(list.memory == Money(nanos: 2_000))
            #expect(list.gpu["nvidia-l4"] == Money(nanos: 186_700))
            #expect(list.gpuZonalRedundancy["nvidia-l4"] == Money(nanos: 290_900))
            #expect(list.storage == Money(nanos: 20_000_000))
            let tokyo = await prices.prices(in: "asia-northeast1")
            #expect(tokyo.cpu != nil, "the line with the typing error counts")
            #expect(tokyo.gpu.isEmpty, "no GPU is sold there")
            let singapore = await prices.prices(in: "asia-southeast1")
            #expect((singapore.cpu?.nanos ?? 0) > 18_000, "a region of the dearer tier")
            #expect(await prices.prices(in: "europe-west4").gpuZonalRedundancy["nvidia-rtx-pro-6000"] == nil)
        }
    }

    @Test func `the catalog is read once for everybody, and again after a day`() async throws {
        try await CloudFixture.with { fixture in
            let age = Mutex(Duration.zero)
            let prices = CatalogPrices(fixture.api, elapsed: { age.withLock { $0 } })
            let before = fixture.simulator.world.recorder.entries().count
            await withTaskGroup(of: Void.self) { group in
                for region in ["us-central1", "us-east4", "europe-west4"] {
                    group.addTask { _ = await prices.prices(in: region) }
                }
            }
            let once = fixture.simulator.world.recorder.entries().count - before
            #expect(once >= 2)
            age.withLock { $0 = .seconds(24 * 3600 - 1) }
            _ = await prices.prices(in: "us-central1")
            #expect(fixture.simulator.world.recorder.entries().count - before == once)
            age.withLock { $0 = .seconds(24 * 3600) }
            _ = await prices.prices(in: "us-central1")
            #expect(fixture.simulator.world.recorder.entries().count - before == 2 * once)
        }
    }

    @Test func `without the catalog the built-in list is used, and says why`() async throws {
        try await CloudFixture.with { fixture in
            var api = fixture.api
            // Nobody listens there.
            api.endpoints = GoogleEndpoints(
                google: "http://127.0.0.1:1", storage: "http://127.0.0.1:1", metadataHost: "127.0.0.1:1")
            api.outbound.pacer = OutboundTestPacer().pacer
            let list = await CatalogPrices(api).prices(in: "us-central1")
            #expect(list.isFallback)
            #expect(list.source.contains("could not be read"))
            #expect(list.cpu == PriceList.builtIn(region: "us-central1").cpu)
        }
    }
}
