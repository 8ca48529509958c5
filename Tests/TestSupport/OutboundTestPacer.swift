package import Outbound
import Synchronization

/// Time that passes only when the retry loop sleeps, and chance that is always the same.
package final class OutboundTestPacer: Sendable {
    private let slept = Mutex<[Duration]>([])
    private let random: Double

    package init(random: Double = 0.5) {
        self.random = random
    }

    package var sleeps: [Duration] { slept.withLock { $0 } }

    package var pacer: Pacer {
        Pacer(
            now: { self.slept.withLock { $0.reduce(.zero, +) } },
            sleep: { wait in self.slept.withLock { $0.append(wait) } },
            random: { self.random }
        )
    }
}
