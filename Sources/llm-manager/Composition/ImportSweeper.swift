import ControlPlane
import Domain
import Importing
import Logging
import Synchronization

/// Looks now and then for imports whose process is gone, and goes on with them: what a serving manager does beside
/// answering. Many managers may do it over the same buckets: each waits a different time, and the lease decides.
struct ImportSweeper: Sendable {
    /// Seconds between two looks, and how much longer or shorter a wait may be.
    private static let interval = 30.0
    private static let jitter = 0.5
    /// The first look comes this soon: a manager that starts is often one that takes the place of another.
    private static let first = 0.5...5.0
    /// A target that cannot be looked at is left out of ever more rounds, up to so many; the others do not wait for it.
    private static let mostLeftOut = 16

    let manager: ImportManager
    let targets: any TargetResolver
    let known: KnownTargets
    let logger: Logger

    /// Returns when the task is cancelled.
    func run() async {
        var failed: [Target: (times: Int, leftOut: Int)] = [:]
        var wait = Double.random(in: Self.first)
        while !Task.isCancelled {
            guard (try? await Task.sleep(for: .seconds(wait))) != nil else { return }
            for target in known.all {
                var state = failed[target] ?? (times: 0, leftOut: 0)
                if state.leftOut > 0 {
                    state.leftOut -= 1
                } else if await sweep(target) {
                    state = (times: 0, leftOut: 0)
                } else {
                    state.times += 1
                    state.leftOut = min(1 << min(state.times, 8), Self.mostLeftOut) - 1
                }
                failed[target] = state
            }
            wait = Self.interval * Double.random(in: 1 - Self.jitter...1 + Self.jitter)
        }
    }

    /// - Returns: whether every bucket could be looked at.
    private func sweep(_ target: Target) async -> Bool {
        do {
            for bucket in try await targets.buckets(of: target).managedBuckets(in: target) {
                for id in try await manager.takeOver(in: bucket.name, of: target) {
                    logger.info(
                        "goes on with an import whose process is gone",
                        metadata: [
                            "import": "\(id)", "bucket": "\(bucket.name)", "target": "\(target)",
                        ])
                }
            }
            return true
        } catch is CancellationError {
            return true
        } catch {
            let problem = error as? Problem
            logger.debug(
                "cannot look for imports to go on with",
                metadata: [
                    "target": "\(target)", "problem": "\(problem?.detail ?? "\(error)")",
                ])
            return false
        }
    }
}

/// The targets that this manager works for: those of its options, and those that somebody has asked it about.
final class KnownTargets: Sendable {
    private let targets: Mutex<Set<Target>>

    init(_ configured: [Target]) { targets = Mutex(Set(configured)) }

    var all: [Target] { targets.withLock { $0 }.sorted { "\($0)" < "\($1)" } }

    /// Beyond a hundred new ones are not remembered: each is looked at again and again.
    func add(_ target: Target) {
        targets.withLock { targets in
            guard targets.count < 100 else { return }
            targets.insert(target)
        }
    }
}
