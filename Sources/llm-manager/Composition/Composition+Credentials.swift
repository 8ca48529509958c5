import CLI
import Foundation
import GoogleCloud
import Outbound

extension Composition {
    /// A client of Google's APIs with the credential that the options, or Google's own search, name.
    ///
    /// - Throws: `GoogleCloudError` where there is none or it cannot be used.
    static func authenticated(
        _ plan: CompositionPlan, _ place: CompositionPlan.Place, _ outbound: OutboundClient
    ) async throws -> GoogleAPIClient {
        let wish = plan.identity
        let search = try Search(plan, place)
        let source = CredentialSource(
            explicitFile: search.file,
            workloadIdentity: try wish.workloadIdentityProvider.map {
                try WorkloadIdentity(provider: $0, serviceAccount: wish.serviceAccount)
            },
            impersonated: wish.impersonated, environment: search.environment, metadataOnly: search.metadataOnly
        )
        let found = try await source.find(MetadataServer(host: place.google.metadataHost, outbound: outbound))
        let endpoints = try place.google.adopting(
            found, asked: place.environment["GOOGLE_CLOUD_UNIVERSE_DOMAIN"])
        let tokens = TokenProvider(
            found, outbound: outbound, endpoints: endpoints, quotaProject: wish.quotaProject,
            environment: search.environment
        )
        return GoogleAPIClient(outbound: outbound, endpoints: endpoints, tokens: tokens)
    }

    /// Where credentials are looked for. Beside simulated clouds nothing of the user's is read: only the simulator's own
    /// files, its metadata server, and its stand-in for GitHub.
    private struct Search {
        var file: String?
        var environment: [String: String]
        var metadataOnly: Bool

        /// What a file of the simulator's may make use of.
        private static let harmless: Set<String> = [
            "PATH", "GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES", "LLM_MANAGER_SELF_SIGNED_JWT",
        ]

        /// - Throws: `GoogleCloudError` for a file that is named and is none of the simulator's: real credentials are not
        ///   sent to simulated clouds, and another identity than the one that was asked for is none.
        init(_ plan: CompositionPlan, _ place: CompositionPlan.Place) throws {
            file = plan.credentials
            environment = place.environment
            metadataOnly = place.isSimulated
            guard place.isSimulated, let state = plan.simulator else { return }
            func real(_ path: String) -> String { URL(filePath: path).resolvingSymlinksInPath().path }
            if let named = file, real(named).hasPrefix(real(state) + "/") {
                metadataOnly = false
                environment = ProcessInfo.processInfo.environment.filter { Self.harmless.contains($0.key) }
            } else if let named = file {
                throw GoogleCloudError(
                    .credentialsInvalid, message: "\(named) is not one of the simulator's own files",
                    advice:
                        "Use one of those in \(state), or leave --credentials out: the simulated metadata server is "
                        + "asked then.")
            }
            if plan.identity.workloadIdentityProvider != nil {
                metadataOnly = false
                let all = ProcessInfo.processInfo.environment
                if all["ACTIONS_ID_TOKEN_REQUEST_URL"]?.hasPrefix("http://127.0.0.1:") ?? false {
                    environment = all.filter { $0.key.hasPrefix("ACTIONS_ID_TOKEN_REQUEST_") }
                }
            }
        }
    }
}
