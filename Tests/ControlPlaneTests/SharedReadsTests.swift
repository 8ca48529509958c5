import Domain
import Importing
import Synchronization
import Testing

@testable import ControlPlane

/// Reads that end one by one, when the test says so; each gives its number.
private final class Reads: Sendable {
    private let state = Mutex((begun: 0, allowed: 0))
    private let changed = Signal()

    var begun: Int { state.withLock { $0.begun } }

    func read() async throws -> Int {
        let number = state.withLock { state in
            state.begun += 1
            return state.begun
        }
        changed.notify()
        try await until { $0.allowed >= number }
        return number
    }

    func endOne() {
        state.withLock { $0.allowed += 1 }
        changed.notify()
    }

    func untilBegun(_ count: Int) async throws { try await until { $0.begun >= count } }

    private func until(_ holds: @Sendable ((begun: Int, allowed: Int)) -> Bool) async throws {
        while true {
            let seen = changed.generation
            if state.withLock({ holds($0) }) { return }
            try await changed.wait(after: seen)
        }
    }
}

struct SharedReadsTests {
    private let shared = SharedReads<Int>()
    private let reads = Reads()

    private func ask(_ part: String? = nil) -> Task<Int, any Error> {
        Task { try await shared.value(of: .local, part) { try await reads.read() } }
    }

    /// Asked in turn: each is known to wait before the next comes.
    private func asked(_ count: Int) async -> [Task<Int, any Error>] {
        let tasks = (0..<count).map { _ in ask() }
        while await shared.waiting < count + 1 { await Task.yield() }
        return tasks
    }

    @Test func `who asks while a read runs waits for the next one, and all of them share it`() async throws {
        let first = ask()
        try await reads.untilBegun(1)
        let others = await asked(50)
        #expect(reads.begun == 1)
        reads.endOne()
        #expect(try await first.value == 1)
        reads.endOne()
        for other in others { #expect(try await other.value == 2) }
        #expect(reads.begun == 2)
        #expect(await shared.count == 0)
    }

    @Test func `another part is read beside it`() async throws {
        let whole = ask()
        try await reads.untilBegun(1)
        let part = ask("bucket")
        try await reads.untilBegun(2)
        reads.endOne()
        reads.endOne()
        #expect(try await whole.value + part.value == 3)
    }

    @Test func `a read ends with the last who wait for it, and the next asker begins anew`() async throws {
        let first = ask()
        try await reads.untilBegun(1)
        let others = await asked(2)
        others[0].cancel()
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        try await reads.untilBegun(2)
        reads.endOne()
        reads.endOne()
        #expect(try await others[1].value == 2)
        let last = ask()
        try await reads.untilBegun(3)
        reads.endOne()
        #expect(try await last.value == 3)
    }

    @Test func `an error is everybody's, and the next read may succeed`() async throws {
        struct Refused: Error {}
        await #expect(throws: Refused.self) { try await shared.value(of: .local) { throw Refused() } }
        #expect(try await shared.value(of: .local) { 7 } == 7)
    }
}
