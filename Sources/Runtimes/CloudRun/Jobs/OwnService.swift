package import GoogleCloud

/// The Cloud Run service that this process is.
package struct OwnService: Sendable, Hashable {
    package var project: String
    package var region: String
    package var name: String
    package var image: String?
    package var command: [String]?
    package var serviceAccount: String?
    package var vpcAccess: RevisionTemplate.VPCAccess?
    /// Seconds that a request may take.
    package var requestTimeout: Double

    package init(
        project: String, region: String, name: String, image: String? = nil, command: [String]? = nil,
        serviceAccount: String? = nil, vpcAccess: RevisionTemplate.VPCAccess? = nil, requestTimeout: Double = 300
    ) {
        self.project = project
        self.region = region
        self.name = name
        self.image = image
        self.command = command
        self.serviceAccount = serviceAccount
        self.vpcAccess = vpcAccess
        self.requestTimeout = requestTimeout
    }

    /// Reads the service that `K_SERVICE` names; nil elsewhere than on Cloud Run.
    ///
    /// - Throws: what the metadata server and the Run API say.
    package static func read(
        environment: [String: String], metadata: MetadataServer, api: GoogleAPIClient
    ) async throws -> OwnService? {
        guard let name = environment["K_SERVICE"], !name.isEmpty,
            let project = try await metadata.text("project/project-id"),
            // projects/NUMBER/regions/REGION
            let place = try await metadata.text("instance/region"),
            let region = place.split(separator: "/").last.map(String.init)
        else { return nil }
        let deployed = try await CloudRunClient(api).service(project: project, region: region, id: name)
        let template = deployed.service.template
        // The one with a port serves; others are sidecars.
        let containers = template?.containers ?? []
        let container = containers.first { $0.ports?.isEmpty == false } ?? containers.first
        let timeout = template?.timeout.flatMap { Double($0.dropLast()) }
        return OwnService(
            project: project, region: region, name: name, image: container?.image, command: container?.command,
            serviceAccount: template?.serviceAccount, vpcAccess: template?.vpcAccess, requestTimeout: timeout ?? 300
        )
    }
}
