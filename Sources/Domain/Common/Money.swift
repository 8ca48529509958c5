/// An amount of money in billionths of a currency unit (Google's `units` + `nanos`, exact in one integer).
package struct Money: Sendable, Hashable, Codable, Comparable {
    /// ISO 4217, for example `USD`.
    package var currency: String
    package var nanos: Int64

    package init(currency: String = "USD", nanos: Int64) {
        self.currency = currency
        self.nanos = nanos
    }

    /// Google's form (`google.type.Money`); whole units that no integer holds count as none.
    package init(currency: String, units: Int64, nanos: Int) {
        let (whole, isHuge) = units.multipliedReportingOverflow(by: 1_000_000_000)
        self.init(currency: currency, nanos: (isHuge ? 0 : whole) &+ Int64(nanos))
    }

    package static func usd(_ amount: Double) -> Money { Money(nanos: Int64((amount * 1e9).rounded())) }

    package var amount: Double { Double(nanos) / 1e9 }

    /// Amounts of different currencies have no order or sum; ours always come from one price list.
    package static func < (left: Money, right: Money) -> Bool { left.nanos < right.nanos }
    package static func + (left: Money, right: Money) -> Money {
        Money(currency: left.currency, nanos: left.nanos + right.nanos)
    }
    package static func * (left: Money, factor: Double) -> Money {
        Money(currency: left.currency, nanos: Int64((Double(left.nanos) * factor).rounded()))
    }

    /// `"1.42 USD"`; amounts under one cent keep two significant digits.
    package var text: String {
        let magnitude = abs(amount)
        let decimals = magnitude >= 0.01 || nanos == 0 ? 2 : 5
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = Int64((amount * scale).rounded())
        let whole = scaled / Int64(scale)
        var fraction = String(abs(scaled) % Int64(scale))
        while fraction.count < decimals { fraction = "0" + fraction }
        let sign = scaled < 0 && whole == 0 ? "-" : ""
        return "\(sign)\(whole).\(fraction) \(currency)"
    }

    /// Every digit there is, without the currency: `0.000018`.
    package var exactText: String {
        let digits = String(nanos.magnitude % 1_000_000_000)
        var fraction = String(repeating: "0", count: 9 - digits.count) + digits
        while fraction.last == "0" { fraction.removeLast() }
        let whole = "\(nanos < 0 ? "-" : "")\(nanos.magnitude / 1_000_000_000)"
        return fraction.isEmpty ? whole : "\(whole).\(fraction)"
    }
}
