/// A runtime whose provider measures what services use, and bills it. A runtime without prices
/// (``RuntimeCapabilities/pricesKnown``) is none.
package protocol ServiceMetering: RuntimeAdapter {
    /// What was measured of every service of the target, ours or not: a few questions for all of them together.
    ///
    /// What could not be asked is a problem in the reading, never a zero.
    /// - Parameters:
    ///   - start: since when billed time is added up, RFC 3339.
    ///   - days: how far back requests are counted, up to ``UsageReading/mostDays``.
    func usage(since start: String, days: Int) async -> UsageReading

    /// What one instance of the service costs in an hour, as the service is now; nil when its price or shape is not
    /// known.
    func instanceHour(of service: Service) async -> InstancePrice?
}

/// Measured use, by service. A service that a successful reading does not name has used nothing.
package struct UsageReading: Sendable {
    /// So long Cloud Monitoring keeps the metrics of Google's services (six weeks), less what a day's boundary takes.
    package static let mostDays = 40

    /// Billed seconds of all instances since the start.
    package var billableSeconds: Result<[ServiceID: Double], Problem>
    package var requests: Result<[ServiceID: RequestCount], Problem>
    /// Instances at the newest moment that was measured; a service without an entry has none, or was never measured.
    package var instances: Result<[ServiceID: Int], Problem>

    package init(
        billableSeconds: Result<[ServiceID: Double], Problem>, requests: Result<[ServiceID: RequestCount], Problem>,
        instances: Result<[ServiceID: Int], Problem>
    ) {
        self.billableSeconds = billableSeconds
        self.requests = requests
        self.instances = instances
    }
}

/// Requests in the days that were asked about.
package struct RequestCount: Sendable, Hashable {
    package var total: Int
    /// The end of the last day with a request, RFC 3339; nil without one.
    package var lastDay: String?

    package init(total: Int, lastDay: String?) {
        self.total = total
        self.lastDay = lastDay
    }
}

package struct InstancePrice: Sendable, Hashable, Codable {
    package var hour: Money
    /// Where the figure comes from and how old it is.
    package var source: String

    package init(hour: Money, source: String) {
        self.hour = hour
        self.source = source
    }
}
