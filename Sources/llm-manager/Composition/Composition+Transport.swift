import Domain
import Outbound

extension Composition {
    /// What carries requests, and what it says of itself.
    static func transport(
        _ plan: CompositionPlan, _ environment: [String: String]
    ) throws -> (any HTTPTransport, String) {
        do {
            let choice = try TransportChoice(wish: plan.transport, netrc: plan.netrc, environment: environment)
            return (try choice.make(), choice.description)
        } catch let refusal as TransportRefusal {
            throw Problem(
                .invalidRequest, "The network settings cannot be used", detail: refusal.description, fix: refusal.fix
            )
        }
    }
}
