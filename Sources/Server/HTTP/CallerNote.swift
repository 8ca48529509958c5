import Synchronization

/// Who a request has turned out to be from, for the line that is logged when it is over.
final class CallerNote: Sendable {
    private let value = Mutex("")

    func set(_ actor: String) { value.withLock { $0 = actor } }
    var actor: String? { value.withLock { $0.isEmpty ? nil : $0 } }
}
