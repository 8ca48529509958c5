import Domain
import Synchronization

/// What the hubs have said lately, so that a page that is opened often asks seldom. Answers are kept for a quarter of an
/// hour, failures for a minute.
package final class UpstreamPins: Sendable {
    private struct Known {
        var answer: Result<String, Problem>
        var until: ContinuousClock.Instant
    }

    /// More than any project has; then the oldest answers go.
    private static let most = 20_000
    private let known = Mutex<[String: Known]>([:])
    private let now: @Sendable () -> ContinuousClock.Instant

    package init(now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }) { self.now = now }

    /// - Throws: `CancellationError` only; anything else that `ask` throws is an answer.
    func pin(
        of model: ModelIdentity, fresh: Bool, _ ask: () async throws -> String
    ) async throws -> Result<String, Problem> {
        // The pin that the bucket has decides what a registry may answer.
        let key = "\(model.source.prefix)\(model.id)@\(model.pin)"
        let last = known.withLock { $0[key] }
        if !fresh, let last, now() < last.until { return last.answer }
        let answer: Result<String, Problem>
        do {
            answer = .success(try await ask())
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            answer = .failure(Problem(wrapping: error))
        }
        let isGood = if case .success = answer { true } else { false }
        let entry = Known(answer: answer, until: now() + (isGood ? .seconds(900) : .seconds(60)))
        known.withLock { known in
            if known.count >= Self.most { known = known.filter { now() < $0.value.until } }
            if known.count < Self.most { known[key] = entry }
        }
        return answer
    }
}
