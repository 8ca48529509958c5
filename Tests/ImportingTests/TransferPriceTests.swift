import Domain
import Importing
import Testing

struct TransferPriceTests {
    @Test(arguments: [
        ("us-central1", "US-CENTRAL1", 0), ("us-central1", "us-east4", 0.02), ("us", "us-central1", 0.02),
        ("europe-west4", "eu", 0.02), ("us-central1", "europe-west4", 0.05), ("asia-east1", "europe-west1", 0.08),
        ("australia-southeast1", "us-west1", 0.10), ("southamerica-east1", "us-west1", 0.14),
    ])
    func `a pair of locations has the price of its continents`(_ from: String, _ to: String, _ price: Double) {
        #expect(TransferPrice.perGiB(from: from, to: to) == .usd(price))
        #expect(TransferPrice.perGiB(from: to, to: from) == .usd(price))
    }

    @Test func `a place that nobody knows has no price`() {
        #expect(TransferPrice.perGiB(from: "moon-base1", to: "us-central1") == nil)
        #expect(TransferPrice.perGiB(from: "", to: "us-central1") == nil)
    }
}
