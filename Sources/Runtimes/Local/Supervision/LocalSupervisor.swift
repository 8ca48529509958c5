import Domain
import Foundation

/// Makes engines be as their records want them: what a serving manager does beside answering.
///
/// It owns nothing: engines run in sessions of their own, and everything it knows is in the records. When it dies, the
/// engines go on; the next one reads the records, knows its engines by pid and start time, and goes on. Several may run
/// over one directory: whoever takes a record over first does the work.
package actor LocalSupervisor {
    private let runtime: LocalRuntime
    private let gates: LocalGates
    private let settings: SupervisionSettings
    private var working: [String: Task<Void, Never>] = [:]
    private var health: [String: Health] = [:]
    private var sampling: [String: Task<Void, Never>] = [:]
    private var sampledAt: [String: ContinuousClock.Instant] = [:]

    private struct Health {
        var failures = 0
        var askedAt = ContinuousClock.now
    }

    package init(_ runtime: LocalRuntime) {
        self.runtime = runtime
        settings = runtime.settings.supervision
        gates = LocalGates(runtime)
    }

    /// Returns when the task is cancelled; engines go on without it.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.gates.run() }
            while !Task.isCancelled {
                await look()
                try? await Task.sleep(for: settings.interval)
            }
            group.cancelAll()
        }
        for task in working.values { task.cancel() }
        for task in sampling.values { task.cancel() }
        for task in working.values { await task.value }
        for task in sampling.values { await task.value }
    }

    /// One look at every service. What it begins goes on by itself.
    func look() async {
        // A directory that cannot be read is told by whoever lists it.
        guard let records = try? runtime.directory.records() else { return }
        let now = Date().timeIntervalSince1970
        for record in records {
            let name = record.id.name
            rotate(record)
            measure(record)
            guard working[name] == nil else { continue }
            let move = SupervisionMove(
                for: record, isRunning: record.process?.isRunning == true, isKept: record.keeper?.isRunning == true,
                now: now
            )
            if move == .nothing || move == .watch && !isDue(name) { continue }
            working[name] = Task {
                await self.make(move, of: record)
                self.working[name] = nil
            }
        }
        let names = Set(records.map(\.id.name))
        health = health.filter { names.contains($0.key) }
        sampledAt = sampledAt.filter { names.contains($0.key) }
        gates.open(records)
    }

    private func make(_ move: SupervisionMove, of record: LocalServiceRecord) async {
        // Overtaken or cancelled: the next look sees what has become of it.
        do {
            switch move {
            case .nothing: break
            case .erase: try await runtime.erase(record)
            case .adopt: try await runtime.adopt(record)
            case .start: try await runtime.startAgain(record)
            case .halt: try await runtime.halt(record.id, for: record.wish, if: record)
            case .noteEnd: try await noteEnd(of: record)
            case .watch: try await watch(record)
            }
        } catch {}
    }

    private func noteEnd(of record: LocalServiceRecord) async throws {
        let cause = runtime.failure(of: record)
        // What it leaked goes with it.
        try await runtime.stopProcess(of: record)
        if record.isProven {
            try runtime.noteEnd(of: record, cause: cause)
        } else {
            var record = record
            record.process = nil
            record.state = .failed(cause)
            try runtime.save(record)
        }
    }

    private func isDue(_ name: String) -> Bool {
        guard let last = health[name]?.askedAt else {
            health[name] = Health()
            return false
        }
        guard .now - last >= settings.healthInterval else { return false }
        health[name]?.askedAt = .now
        return true
    }

    /// Asks the health path, and lets an unused engine sleep.
    private func watch(_ record: LocalServiceRecord) async throws {
        let name = record.id.name
        if let seconds = record.spec.idleSeconds, record.gatePort != nil,
            gates.idle(record) >= .seconds(seconds)
        {
            return try await runtime.halt(record.id, for: .asleep, if: record)
        }
        if await runtime.isHealthy(record) {
            health[name]?.failures = 0
            guard case .degraded = record.state else { return }
            return try write(record, record.isProven ? .ready : .unproven(reason: "not asked since", command: nil))
        }
        let failures = (health[name]?.failures ?? 0) + 1
        health[name]?.failures = failures
        let problem = Problem(
            .engineFailed, "The engine does not answer",
            detail: "\(failures) times in a row \(record.engineURL)\(record.recipe.healthPath) gave no 200",
            fix: "Read the engine's log."
        )
        if failures >= settings.hungAfter {
            health[name]?.failures = 0
            try await runtime.stopProcess(of: record)
            try runtime.noteEnd(of: record, cause: problem)
        } else if failures >= settings.degradedAfter {
            try write(record, .degraded(reason: "\(problem.title): \(problem.detail)"))
        }
    }

    /// Takes a sample of an engine that serves, when one is due. A full disk or a mute engine must not end its care.
    private func measure(_ record: LocalServiceRecord) {
        let name = record.id.name
        guard record.state.isSettled, record.process != nil, sampling[name] == nil,
            sampledAt[name].map({ .now - $0 >= settings.sampleInterval }) ?? true
        else { return }
        sampledAt[name] = .now
        sampling[name] = Task {
            try? await runtime.takeSample(of: record)
            self.sampling[name] = nil
        }
    }

    private func write(_ record: LocalServiceRecord, _ state: ServiceState) throws {
        var record = record
        record.state = state
        try runtime.save(record)
    }

    private func rotate(_ record: LocalServiceRecord) {
        let log = runtime.directory.log(record.id.name)
        guard log.size > settings.logLimit else { return }
        // A full disk must not end the care of engines.
        try? runtime.directory.exclusively { try log.rotate() }
    }
}
