import Synchronization

/// True the first time that it is asked, false ever after.
package final class Once: Sendable {
    private let isUsed = Mutex(false)

    package init() {}

    package func first() -> Bool {
        isUsed.withLock { used in
            defer { used = true }
            return !used
        }
    }
}
