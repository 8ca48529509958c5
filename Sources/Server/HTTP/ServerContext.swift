import Domain
package import Hummingbird

/// What the middlewares find out about a request, for the handlers.
package struct ServerContext: Hummingbird.RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Ours, or the caller's own when it is harmless; in the log, the answer and the audit line.
    var requestID = ""
    /// Who asks; empty until the access middleware has said.
    var actor = "" {
        didSet { caller.set(actor) }
    }
    /// The same for the middlewares outside of it, whose copy of the context it does not change.
    let caller = CallerNote()
    var role = Role.viewer

    package init(source: Source) { coreContext = CoreRequestContextStorage(source: source) }

    /// The context of a use case.
    func about(_ target: Target) -> Domain.RequestContext {
        Domain.RequestContext(actor: actor, role: role, target: target, requestID: requestID)
    }
}
