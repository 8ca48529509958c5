package import Hummingbird
package import NIOCore

/// What travels with one request through the simulator.
package struct SimulatorContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The connection, for faults that cut it.
    package let channel: any Channel
    /// Who calls, once the token check has passed; `nil` for a call without credentials.
    package var caller: Caller?
    /// Set by a fault: a signed URL that this request uses is taken for expired.
    package var signedURLIsExpired = false
    /// Set by a fault: log entries that were received less than so many seconds ago are not all found yet.
    package var hidesYoungEntries: Double = 0
    /// Set by a fault: a page of log entries is empty, and says that there is a next one.
    package var emptiesPages = false

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// A checked identity.
    package struct Caller: Sendable, Hashable, Codable {
        package let email: String
        /// Scopes of the access token; empty for a self-signed JWT that names an audience.
        package let scopes: [String]
        /// The sets that a federated identity belongs to.
        package var sets: [String] = []
        /// The API that a self-signed JWT is for, where it names one and no scope.
        package var audience: String?

        package init(email: String, scopes: [String]) {
            self.email = email
            self.scopes = scopes
        }

        /// How policies name this caller.
        package var members: [String] {
            if email.contains("://") { return [email] + sets }
            return [(email.hasSuffix("gserviceaccount.com") ? "serviceAccount:" : "user:") + email]
        }
    }
}
