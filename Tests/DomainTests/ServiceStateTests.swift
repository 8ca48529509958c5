import Domain
import Testing

struct ServiceStateTests {
    static let order: [ServiceState] = [.pending, .creating, .pulling, .starting, .loading, .ready]

    @Test func `a deploy moves forward only`() {
        for (index, state) in Self.order.enumerated() {
            for (next, other) in Self.order.enumerated() {
                #expect(state.canBecome(other) == (next >= index), "\(state.name) → \(other.name)")
            }
        }
    }

    @Test func `every moving state can fail, and none comes back from failure`() {
        let failed = ServiceState.failed(Problem(.deployFailed, "Failed", detail: "x"))
        for state in Self.order.dropLast() { #expect(state.canBecome(failed)) }
        for state in Self.order { #expect(!failed.canBecome(state)) }
    }

    @Test func `only an end is settled`() {
        #expect(Self.order.filter(\.isSettled) == [.ready])
        #expect(ServiceState.unproven(reason: "no ID token", command: nil).isSettled)
    }
}
