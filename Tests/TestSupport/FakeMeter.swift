package import Domain
import Synchronization

/// What a provider would have measured.
package final class FakeMeter: Sendable {
    private struct State {
        var reading: UsageReading
        var minInstances = 0
        var createdAt: String?
        var stopped: [ServiceID] = []
        var price: InstancePrice? = InstancePrice(hour: .usd(1.5), source: "a test")
    }

    package static let refusal = Problem(
        .permissionDenied, "Not allowed", detail: "monitoring.timeSeries.list is missing")

    private let state = Mutex(
        State(reading: UsageReading(billableSeconds: .success([:]), requests: .success([:]), instances: .success([:]))))

    package init() {}

    package var reading: UsageReading {
        get { state.withLock { $0.reading } }
        set { state.withLock { $0.reading = newValue } }
    }

    package var minInstances: Int {
        get { state.withLock { $0.minInstances } }
        set { state.withLock { $0.minInstances = newValue } }
    }

    package var createdAt: String? {
        get { state.withLock { $0.createdAt } }
        set { state.withLock { $0.createdAt = newValue } }
    }

    /// The services that were told to stop.
    package var stopped: [ServiceID] {
        get { state.withLock { $0.stopped } }
        set { state.withLock { $0.stopped = newValue } }
    }

    package var price: InstancePrice? {
        get { state.withLock { $0.price } }
        set { state.withLock { $0.price = newValue } }
    }
}

extension FakeRuntime: ServiceMetering {
    package func usage(since start: String, days: Int) async -> UsageReading { meter.reading }
    package func instanceHour(of service: Service) async -> InstancePrice? { meter.price }
}
