package import Domain
package import GoogleCloud
package import Outbound
import Serving

/// Runs models as GPU services of Cloud Run in one project.
///
/// Google holds all state: labels find our services, annotations say what they serve and how they were proven.
package struct CloudRunRuntime: RuntimeAdapter {
    let project: String
    let run: CloudRunClient
    /// For requests to engines: no Google credentials.
    let engines: OutboundClient
    let settings: CloudRunSettings

    package init(
        project: String, api: GoogleAPIClient, engines: OutboundClient, settings: CloudRunSettings = CloudRunSettings()
    ) {
        self.project = project
        run = CloudRunClient(api)
        self.engines = engines
        self.settings = settings
    }

    package var target: Target { (try? Target(parsing: project)) ?? .project(project) }

    package var capabilities: RuntimeCapabilities {
        RuntimeCapabilities(
            name: "Cloud Run", regions: settings.regions, accelerators: AcceleratorCatalog.cloudRunWithoutGPU,
            engines: [.vllm, .ollama], loaders: [.mount, .stream, .copy], scalesToZero: true, hasMetrics: true,
            hasNetworks: true, pricesKnown: true, updates: true, hasRevisions: true, stops: true
        )
    }

    var reader: CloudRunReader { CloudRunReader(project: project) }

    package func service(_ id: ServiceID) async throws -> Service {
        try reader.service(try await managed(id))
    }

    package func endpoint(_ id: ServiceID) async throws -> ServiceEndpoint {
        let json = try await managed(id)
        let service = try reader.service(json)
        guard !CloudRunReader.isStopped(json) else {
            throw Problem(
                .conflict, "The service is stopped",
                detail: "\(id) is scaled to no instance by hand, and answers nobody",
                fix: "Start it: llm-manager services start \(id)"
            )
        }
        guard let url = service.url, let engine = service.engine else {
            throw Problem(
                .unavailable, "No address yet", detail: "\(id) has no address, or its engine is not known",
                fix: "Wait until the service is deployed.", isRetryable: true
            )
        }
        let credentials = EndpointCredentials(
            identity: try await googleCall("make an ID token") { try await identityToken(for: service, url: url) },
            key: try await googleCall("read the API key of \(id)") { try await engineKey(in: json) }
        )
        return ServiceEndpoint(
            url: url, credentials: credentials, engine: engine,
            servedName: service.servedName ?? service.model?.id ?? "",
            proof: reader.proofKind(json)
        )
    }

    /// nil when there is no service of that name, ours or not.
    func current(_ id: ServiceID) async throws -> GoogleJSON? {
        do {
            return try await run.serviceJSON(project: project, region: id.region, id: id.name)
        } catch let error as GoogleCloudError where error.code == .notFound {
            return nil
        }
    }

    /// - Throws: `not-found`, also for a service that is not ours.
    func managed(_ id: ServiceID) async throws -> GoogleJSON {
        let found = try await googleCall("read \(id)") { try await current(id) }
        guard let found, CloudRunMarks.isManaged(found) else {
            throw Problem(
                .notFound, "No such service", detail: "There is no service \(id) of this manager in \(project)",
                fix: "List the services to see which there are."
            )
        }
        return found
    }

    /// nil for a service that is open, and without credentials (a simulator's case).
    func identityToken(for service: Service, url: String) async throws -> Secret? {
        guard service.access == .private, let tokens = run.api.tokens else { return nil }
        return Secret(try await tokens.idToken(audience: url))
    }

    /// Google's errors leave as problems.
    func googleCall<Answer>(_ action: String, _ body: () async throws -> Answer) async throws -> Answer {
        do {
            return try await body()
        } catch {
            throw GoogleProblem.problem(error, doing: action)
        }
    }
}
