package import Foundation
import JWT
package import Outbound

/// Makes access tokens and ID tokens from one credential; keeps a token until shortly before its end, and lets any
/// number of callers share one refresh.
package actor TokenProvider {
    /// A token that ends sooner than this is not used any more (google.auth's threshold).
    static let threshold: TimeInterval = 225

    package nonisolated let found: FoundCredential
    package nonisolated let quotaProject: String?
    private nonisolated let outbound: OutboundClient
    private nonisolated let endpoints: GoogleEndpoints
    private nonisolated let now: @Sendable () -> Date
    private var current: AccessToken?
    private var refresh: Task<AccessToken, any Error>?

    package init(
        _ found: FoundCredential,
        outbound: OutboundClient,
        endpoints: GoogleEndpoints,
        quotaProject: String? = nil,
        now: @escaping @Sendable () -> Date = { Date.now }
    ) {
        self.found = found
        self.quotaProject = quotaProject ?? found.quotaProject
        self.outbound = outbound
        self.endpoints = endpoints
        self.now = now
    }

    /// A token that lives for some minutes more.
    ///
    /// - Throws: `GoogleCloudError`, `OutboundError`. A caller that is cancelled does not end the refresh of others.
    package func accessToken() async throws -> AccessToken {
        if let current, current.expiry.timeIntervalSince(now()) > Self.threshold { return current }
        if let refresh { return try await refresh.value }
        let task = Task { try await makeToken() }
        refresh = task
        do {
            let token = try await task.value
            current = token
            refresh = nil
            return token
        } catch {
            refresh = nil
            throw error
        }
    }

    /// An API did not accept `token`: the next caller gets another.
    package func refused(_ token: AccessToken) {
        if current == token { current = nil }
    }

    /// When the token at hand ends; nil when there is none.
    package var expiry: Date? { current?.expiry }

    nonisolated var metadata: MetadataServer { MetadataServer(host: endpoints.metadataHost, outbound: outbound) }

    private nonisolated func makeToken() async throws -> AccessToken {
        switch found.credential {
        case .metadata:
            return try await metadata.token().token(now: now())
        case .authorizedUser(let user):
            var form = [
                ("grant_type", "refresh_token"), ("client_id", user.clientID), ("client_secret", user.clientSecret),
                ("refresh_token", user.refreshToken),
            ]
            if let rapt = user.raptToken { form.append(("rapt", rapt)) }
            let endpoint = TokenEndpoint(outbound: outbound, url: endpoints.base(.oauth2) + "/token")
            return try await endpoint.post(form).token(now: now())
        case .serviceAccount(let key):
            let assertion = ServiceAccountAssertion(key, now: now())
            if endpoints.universeDomain != "googleapis.com" { return try assertion.selfSigned() }
            let form = try assertion.form(scope: ServiceAccountAssertion.cloudPlatform)
            return try await tokenEndpoint(key).post(form).token(now: now())
        }
    }

    private nonisolated func tokenEndpoint(_ key: CredentialFile.ServiceAccountKey) -> TokenEndpoint {
        TokenEndpoint(outbound: outbound, url: key.tokenURI ?? endpoints.base(.oauth2) + "/token")
    }

    /// An ID token for a service that checks who calls it, such as a private Cloud Run service.
    ///
    /// - Parameter audience: the base URL of the service.
    /// - Throws: `GoogleCloudError` with code `credentialsUnsupported` for credentials that cannot make one: those of a
    ///   person.
    package nonisolated func idToken(audience: String) async throws -> String {
        switch found.credential {
        case .metadata:
            guard let token = try await metadata.identity(audience: audience) else {
                throw GoogleCloudError(.unreadable, message: "the metadata server gave no ID token")
            }
            return token
        case .serviceAccount(let key):
            let form = try ServiceAccountAssertion(key, now: now()).form(targetAudience: audience)
            guard let token = try await tokenEndpoint(key).post(form).idToken else {
                throw GoogleCloudError(.unreadable, message: "the token endpoint gave no id_token")
            }
            return token
        case .authorizedUser:
            throw GoogleCloudError(
                .credentialsUnsupported,
                message: "a person's credentials make no ID token for \(audience); impersonate a service account, "
                    + "or call the service through `gcloud run services proxy`"
            )
        }
    }
}
