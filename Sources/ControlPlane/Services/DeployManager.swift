import Domain

/// Keeps the deploys of this process running when their watchers leave, and lets others join.
///
/// Nothing depends on it: the state of a service lives in its runtime, and a deploy that loses this process can be
/// followed again by listing.
actor DeployManager {
    private struct Key: Hashable {
        var target: Target
        var id: ServiceID
    }

    private let now: @Sendable () -> String
    private var running: [Key: Following] = [:]

    init(now: @escaping @Sendable () -> String) { self.now = now }

    /// Starts a deploy, or joins the one of the same service that has not ended. A change in place is never taken for
    /// the deploy that runs.
    ///
    /// - Throws: `conflict` for a change while another roll-out of the service runs here.
    func start(
        _ plan: ServicePlan, _ deploy: @autoclosure () -> AsyncThrowingStream<DeployEvent, any Error>,
        ended: @escaping @Sendable (String) async -> Void
    ) throws(Problem) -> AsyncThrowingStream<DeployEvent, any Error> {
        let key = Key(target: plan.target, id: plan.id)
        if let current = running[key], !current.hasEnded {
            guard !plan.isUpdate else {
                throw Problem(
                    .conflict, "A roll-out is under way", detail: "\(plan.id) is being rolled out; it must end first",
                    fix: "Follow it (llm-manager services show \(plan.id)), then change the service.", isRetryable: true
                )
            }
            return current.events()
        }
        let following = Following()
        following.follow(deploy(), ended: ended)
        running[key] = following
        forgetEnded(but: key)
        return following.events()
    }

    func join(_ id: ServiceID, in target: Target) -> AsyncThrowingStream<DeployEvent, any Error>? {
        running[Key(target: target, id: id)]?.events()
    }

    /// Stops following, and returns when every follower has ended.
    func shutDown() async {
        let all = running.values
        running = [:]
        for following in all { await following.stop() }
    }

    /// Ended deploys are kept for those who reload the page, a few of them.
    private func forgetEnded(but key: Key) {
        let ended = running.filter { $0.key != key && $0.value.hasEnded }
        for old in ended.keys.dropFirst(20) { running[old] = nil }
    }
}
