import Domain

/// One answer for everybody who asks the same within an interval: ten open pages list a bucket as often as one.
actor SharedLook<Value: Sendable> {
    private struct Look {
        var at: ContinuousClock.Instant
        var task: Task<Value, any Error>
    }

    private let interval: Duration
    private var looks: [Target: Look] = [:]

    /// - Parameter interval: how long an answer is good for.
    init(every interval: Duration) { self.interval = interval }

    /// The answer of the last interval, or a new one; those who ask while it is being made wait for the same.
    ///
    /// The look is not cancelled with the one who asked first: others may wait for it.
    func value(of target: Target, _ look: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let now = ContinuousClock.now
        if let last = looks[target], now - last.at < interval { return try await last.task.value }
        looks = looks.filter { now - $0.value.at < interval }
        let task = Task { try await look() }
        looks[target] = Look(at: now, task: task)
        return try await task.value
    }
}
