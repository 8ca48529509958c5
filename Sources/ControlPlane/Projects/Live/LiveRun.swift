import Domain

/// Runs the steps of a live check one after the other, times them, tells each, and remembers what must be taken away.
actor LiveRun {
    typealias Finding = (state: LiveStep.State, detail: String, fix: String?)

    /// Something that was made, or may have been.
    struct Remains: Sendable {
        var name: String
        /// By which a person takes it away.
        var command: String
        var remove: @Sendable () async throws -> Void
    }

    private(set) var steps: [LiveStep] = []
    private var remains: [Remains] = []
    private let tell: @Sendable (LiveStep) -> Void

    init(tell: @escaping @Sendable (LiveStep) -> Void) { self.tell = tell }

    /// To be called before the thing is made: a request whose answer was lost may have made it.
    func willMake(_ thing: Remains) { remains.append(thing) }

    /// - Parameter needed: ids of steps without which this one makes no sense.
    /// - Returns: whether it went well.
    @discardableResult
    func step(
        _ id: String, _ title: String, after needed: [String] = [], _ body: @Sendable () async throws -> Finding
    ) async -> Bool {
        if Task.isCancelled { return add(id, title, .skipped, 0, "interrupted", nil) }
        if let missing = needed.first(where: { name in
            !steps.contains { $0.id == name && [.ok, .warning].contains($0.state) }
        }) {
            return add(id, title, .skipped, 0, "not tried without the step before: \(missing)", nil)
        }
        let clock = ContinuousClock()
        let start = clock.now
        func milliseconds() -> Int { Int((clock.now - start) / .milliseconds(1)) }
        do {
            let finding = try await body()
            return add(id, title, finding.state, milliseconds(), finding.detail, finding.fix)
        } catch {
            let problem = Problem(wrapping: error)
            let isInterrupted = Task.isCancelled || problem.code == .cancelled
            return add(
                id, title, isInterrupted ? .skipped : .failed, milliseconds(),
                isInterrupted ? "interrupted" : problem.detail, isInterrupted ? nil : problem.fix)
        }
    }

    func skip(_ id: String, _ title: String, _ why: String) { add(id, title, .skipped, 0, why, nil) }

    /// Takes everything away, the newest first, whatever became of the caller; says what stayed.
    func cleanUp() async {
        let things = remains.reversed()
        // The caller may have been cancelled: what was made must go all the same.
        let work = Task {
            var gone: [String] = []
            var left: [(Remains, Problem)] = []
            for thing in things {
                do {
                    try await thing.remove()
                    gone.append(thing.name)
                } catch {
                    left.append((thing, Problem(wrapping: error)))
                }
            }
            return (gone, left)
        }
        let clock = ContinuousClock()
        let start = clock.now
        let (gone, left) = await work.value
        let milliseconds = Int((clock.now - start) / .milliseconds(1))
        guard left.isEmpty else {
            let detail = left.map { "\($0.0.name) is still there: \($0.1.detail)" }.joined(separator: "; ")
            add("clean-up", "Clean up", .failed, milliseconds, detail, left.map(\.0.command).joined(separator: "; "))
            return
        }
        let detail = gone.isEmpty ? "nothing was made" : "gone: " + gone.joined(separator: ", ")
        add("clean-up", "Clean up", .ok, milliseconds, detail, nil)
    }

    @discardableResult
    private func add(
        _ id: String, _ title: String, _ state: LiveStep.State, _ milliseconds: Int, _ detail: String, _ fix: String?
    ) -> Bool {
        let step = LiveStep(
            id: id, title: title, state: state, milliseconds: milliseconds, detail: detail, fix: fix)
        steps.append(step)
        tell(step)
        return state == .ok || state == .warning
    }
}
