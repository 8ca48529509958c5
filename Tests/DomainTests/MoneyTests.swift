import Domain
import Testing

struct MoneyTests {
    @Test(arguments: [(1.42, "1.42 USD"), (0, "0.00 USD"), (0.0001867, "0.00019 USD"), (-0.5, "-0.50 USD")])
    func `an amount is shown with its currency`(amount: Double, text: String) {
        #expect(Money.usd(amount).text == text)
    }

    @Test func `sums and products are exact in billionths`() {
        #expect((Money.usd(0.1) + Money.usd(0.2)).nanos == 300_000_000)
        #expect((Money.usd(0.672) * 730).nanos == 490_560_000_000)
    }

    @Test(arguments: [
        (18_000, "0.000018"), (1_500_000_000, "1.5"), (0, "0"), (-2_000, "-0.000002"), (2_000_000_000, "2"),
    ])
    func `every digit of a price can be shown`(_ nanos: Int64, _ text: String) {
        #expect(Money(nanos: nanos).exactText == text)
    }
}
