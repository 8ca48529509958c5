package import Foundation
package import Outbound

/// Makes access tokens and ID tokens from one credential; keeps them until shortly before their end, and lets any
/// number of callers share one refresh.
package actor TokenProvider {
    /// A token that ends sooner than this is not used any more: 3 min 45 s (google.auth's threshold).
    static let threshold: TimeInterval = 225

    package nonisolated let found: FoundCredential
    package nonisolated let quotaProject: String?
    /// Where the quota project was named; nil without one.
    package nonisolated let quotaProjectSource: String?
    nonisolated let surroundings: TokenSurroundings
    private nonisolated let source: any TokenSource
    private let refresh = SharedWork<AccessToken>()
    private var current: AccessToken?
    private var shelf = IDTokenShelf()
    private var minting: [String: SharedWork<String>] = [:]

    /// - Parameters:
    ///   - quotaProject: named explicitly; it goes before what came with the credential.
    ///   - environment: for sources that read variables or start programs.
    package init(
        _ found: FoundCredential,
        outbound: OutboundClient,
        endpoints: GoogleEndpoints,
        quotaProject: String? = nil,
        environment: [String: String] = [:],
        now: @escaping @Sendable () -> Date = { Date.now }
    ) {
        self.found = found
        self.quotaProject = quotaProject ?? found.quotaProject
        quotaProjectSource = quotaProject == nil ? found.quotaProjectSource : "--quota-project"
        surroundings = TokenSurroundings(
            outbound: outbound, endpoints: endpoints, environment: environment, now: now)
        source = surroundings.source(of: found.credential, quotaProject: self.quotaProject)
    }

    /// A token that lives for some minutes more.
    ///
    /// - Throws: `GoogleCloudError`, `OutboundError`. A caller that is cancelled leaves at once and does not end the
    ///   refresh of others.
    package func accessToken() async throws -> AccessToken {
        if let current, current.expiry.timeIntervalSince(surroundings.now()) > Self.threshold { return current }
        let source = source
        let token = try await refresh.value { try await source.accessToken(scopes: [Scopes.cloudPlatform]) }
        current = token
        return token
    }

    /// An API did not accept `token`: the next caller gets another.
    package func refused(_ token: AccessToken) {
        if current == token { current = nil }
    }

    /// When the token at hand ends; nil when there is none.
    package var expiry: Date? { current?.expiry }

    nonisolated var metadata: MetadataServer {
        MetadataServer(host: surroundings.endpoints.metadataHost, outbound: surroundings.outbound)
    }

    /// An ID token for a service that checks who calls it, such as a private Cloud Run service.
    ///
    /// - Parameter audience: the base URL of the service.
    /// - Throws: `GoogleCloudError` with code `credentialsUnsupported` for credentials that cannot make one: those of a
    ///   person, and federated ones without a service account.
    package func idToken(audience: String) async throws -> String {
        if let token = shelf.token(for: audience, now: surroundings.now()) { return token }
        let work = minting[audience] ?? SharedWork()
        minting[audience] = work
        defer { minting[audience] = nil }
        let source = source
        let token = try await work.value { try await source.idToken(audience: audience) }
        shelf.keep(token, for: audience)
        return token
    }
}
