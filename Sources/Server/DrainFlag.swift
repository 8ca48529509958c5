import Synchronization

/// Whether the end has been asked for: from then on no connection is kept for another request.
final class DrainFlag: Sendable {
    private let value = Atomic(false)

    func raise() { value.store(true, ordering: .relaxed) }
    var isRaised: Bool { value.load(ordering: .relaxed) }
}
