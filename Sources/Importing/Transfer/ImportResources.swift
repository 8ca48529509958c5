package import Domain
import Synchronization

/// What all imports of this process share: memory, and connections to each hub and to the store.
package final class ImportResources: Sendable {
    package let budget: ByteBudget
    package let pool: BufferPool
    /// To the store, for parts.
    package let uploads: ConnectionBudget
    private let connections: Int
    private let state = Mutex(State())

    private struct State {
        var hubs: [SourceKind: ConnectionBudget] = [:]
        var streams = 0
    }

    package init(_ options: ImportOptions) {
        budget = ByteBudget(capacity: options.windowBytes)
        pool = BufferPool(size: Int(min(options.chunkSize, 1 << 20)), most: options.windowBytes)
        uploads = ConnectionBudget(options.connectionsPerHost)
        connections = options.connectionsPerHost
    }

    /// Ranged requests to a hub, all files together.
    package func downloads(from hub: SourceKind) -> ConnectionBudget {
        state.withLock { state in
            let budget = state.hubs[hub] ?? ConnectionBudget(connections)
            state.hubs[hub] = budget
            return budget
        }
    }

    /// Large files under way, this one included.
    func enter() -> Int {
        state.withLock { state in
            state.streams += 1
            return state.streams
        }
    }

    func leave() { state.withLock { $0.streams -= 1 } }

    package var largeFiles: Int { state.withLock { $0.streams } }

    /// When nothing is in flight, no memory is kept either.
    func settle() {
        if budget.used == 0 { pool.drain() }
    }
}
