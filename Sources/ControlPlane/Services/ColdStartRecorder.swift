import Domain
import Foundation
import Logging
import NIOCore

/// Measures a start while it is followed, and keeps it in the ledger of the model's bucket: how long each state took,
/// and whether the engine answered in the end.
struct ColdStartRecorder: Sendable {
    /// Starts that a bucket keeps.
    static let kept = 50

    var plan: ServicePlan
    var runtime: any RuntimeAdapter
    var world: ControlPlane.Dependencies

    /// The same events. Before the last one the start is written; that it could not be is told in the last message.
    func recorded(_ events: AsyncThrowingStream<DeployEvent, any Error>) -> AsyncThrowingStream<DeployEvent, any Error>
    {
        AsyncThrowingStream { continuation in
            let recording = Task {
                var watch = Stopwatch()
                let began = world.now()
                do {
                    for try await var event in events {
                        watch.enter(event.state.name)
                        if event.state.isSettled, let start = await start(began, watch.phases, event.state) {
                            event.message += await note(of: start)
                        }
                        continuation.yield(event)
                    }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { reason in
                if case .cancelled = reason { recording.cancel() }
            }
        }
    }

    /// nil for what was no start: a change without a new revision, a service that stays stopped.
    private func start(_ began: String, _ phases: [ColdStart.Phase], _ end: ServiceState) async -> ColdStart? {
        guard phases.count > 1 else { return nil }
        let isReady: Bool
        switch end {
        case .ready: isReady = true
        case .failed, .degraded: isReady = false
        default: return nil
        }
        let service = try? await runtime.service(plan.id)
        let proof = isReady ? service?.proof : nil
        return ColdStart(
            at: began, service: plan.id, revision: service?.revision, model: plan.spec.model,
            engine: plan.recipe.engine,
            accelerator: plan.spec.accelerator ?? "cpu", loader: plan.spec.loader ?? .mount, weights: plan.fit.weights,
            phases: phases, isReady: isReady,
            tokensPerSecond: proof?.revision == service?.revision ? proof?.tokensPerSecond : nil
        )
    }

    /// Empty when the start is in the ledger; else why it is not.
    private func note(of start: ColdStart) async -> String {
        do {
            try await ColdStartLedger(try store()).add(start)
            return ""
        } catch {
            let problem = Problem(wrapping: error)
            world.logger.warning(
                "a start could not be recorded", metadata: ["service": "\(plan.id)", "why": "\(problem.detail)"]
            )
            return " (The start could not be recorded in \(plan.spec.bucket): \(problem.title).)"
        }
    }

    private func store() throws -> any ObjectStore {
        try world.targets.buckets(of: plan.target).store(plan.spec.bucket, in: plan.target)
    }

    /// Adds up how long each state lasted. The settled state at the end lasts for nothing and is left out.
    private struct Stopwatch {
        private let clock = ContinuousClock()
        private var since: ContinuousClock.Instant
        private var state: String?
        private(set) var phases: [ColdStart.Phase] = []

        init() { since = clock.now }

        mutating func enter(_ next: String) {
            let now = clock.now
            if let state { phases.append(ColdStart.Phase(state: state, seconds: (now - since) / .seconds(1))) }
            if state == nil { phases.append(ColdStart.Phase(state: "pending", seconds: (now - since) / .seconds(1))) }
            state = next
            since = now
        }
    }
}
