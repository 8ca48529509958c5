import ControlPlane
import Domain
import Logging

/// Applies the projects' rules for idle services now and then: what a serving manager does beside answering. Many
/// managers may do it: a service that is stopped already is left alone.
struct IdleSweeper: Sendable {
    /// Seconds between two looks, give or take a third. The rule counts days, and Google's figures lag by minutes.
    var interval = 900.0
    /// Managers that start together do not look together.
    var first = 60.0...180.0

    let services: Services
    let known: KnownTargets
    let logger: Logger

    /// Returns when the task is cancelled.
    func run() async {
        var wait = Double.random(in: first)
        while !Task.isCancelled {
            guard (try? await Task.sleep(for: .seconds(wait))) != nil else { return }
            for target in known.all { await sweep(target) }
            wait = interval * Double.random(in: 0.67...1.33)
        }
    }

    func sweep(_ target: Target) async {
        // Nothing is billed on this machine.
        guard case .project = target else { return }
        let context = RequestContext(actor: "idle-rule", role: .operator, target: target, requestID: "idle-rule")
        do {
            for outcome in try await services.applyIdleRule(context) {
                logger.info(
                    "the rule for idle services was applied",
                    metadata: [
                        "service": "\(outcome.id)", "target": "\(target)", "action": "\(outcome.action.rawValue)",
                        "why": "\(outcome.why)",
                    ])
            }
        } catch is CancellationError {
            return
        } catch {
            logger.warning(
                "cannot apply the rule for idle services",
                metadata: ["target": "\(target)", "problem": "\((error as? Problem)?.detail ?? "\(error)")"])
        }
    }
}
