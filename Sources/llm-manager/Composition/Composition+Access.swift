import Domain
import GoogleCloud
import Server

extension Composition {
    /// What Identity-Aware Proxy writes as audience when it stands directly in front of the Cloud Run service that this
    /// process is; nil elsewhere, and for other access modes.
    func ownAudience(_ environment: [String: String], _ mode: ServerSettings.AccessMode) async throws -> String? {
        guard mode == .iap, let name = environment["K_SERVICE"], !name.isEmpty else { return nil }
        let metadata = MetadataServer(host: endpoints.metadataHost, outbound: outbound)
        guard let number = try? await metadata.text("project/numeric-project-id"),
            // projects/NUMBER/regions/REGION
            let region = try? await metadata.text("instance/region")?.split(separator: "/").last
        else { return nil }
        return "/projects/\(number)/locations/\(region)/services/\(name)"
    }

    /// Where the simulated signers publish their keys; nil beside the real clouds, whose addresses are fixed.
    var simulatedKeys: (iap: String, google: String)? {
        guard let control, let base = endpoints.overrides[.oauth2] else { return nil }
        return ("\(control)/iap/keys", "\(base)/oauth2/v3/certs")
    }
}
