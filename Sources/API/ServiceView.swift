package import Domain

/// A service in a list or on its page.
package struct ServiceView: Sendable, Hashable, Codable {
    package var region: String
    package var name: String
    package var state: String
    /// Why it is degraded or unproven.
    package var reason: String?
    /// The command by which the user can prove an unproven service.
    package var command: String?
    package var problem: ProblemView?
    package var engine: String?
    package var source: String?
    package var modelId: String?
    package var pin: String?
    package var bucket: String?
    package var servedName: String?
    package var url: String?
    package var accelerator: String?
    package var cpu: Int?
    package var memory: Int64?
    package var minInstances: Int
    package var maxInstances: Int?
    package var access: String
    package var revision: String?
    package var image: String?
    package var proof: Proof?
    package var createdAt: String?
    package var updatedAt: String?
    package var creator: String?
    package var etag: String?
    package var links: [String: String]
    package var labels: [String: String]
    /// The revision that was made last, when another one serves.
    package var latestRevision: String?
    package var traffic: [TrafficShareView]
    /// Left out when it is not known, which is not zero.
    package var instances: Int?
    /// Made by the earlier manager.
    package var adopted: Bool

    package init(_ service: Service) {
        region = service.id.region
        name = service.id.name
        state = service.state.name
        switch service.state {
        case .unproven(let why, let prove):
            reason = why
            command = prove
        case .degraded(let why): reason = why
        case .failed(let failure): problem = ProblemView(failure, status: failure.code.status, requestID: nil)
        default: break
        }
        engine = service.engine?.rawValue
        source = service.model?.source.rawValue
        modelId = service.model?.id
        pin = service.model?.pin
        bucket = service.bucket
        servedName = service.servedName
        url = service.url
        accelerator = service.accelerator
        cpu = service.cpu
        memory = service.memory?.bytes
        minInstances = service.minInstances
        maxInstances = service.maxInstances
        access = service.access.rawValue
        revision = service.revision
        image = service.image
        proof = service.proof.map { Proof(at: $0.at, firstTokenMilliseconds: $0.firstTokenMilliseconds) }
        createdAt = service.createdAt
        updatedAt = service.updatedAt
        creator = service.creator
        etag = service.etag
        links = service.links
        labels = service.labels
        latestRevision = service.latestRevision
        traffic = service.traffic.map(TrafficShareView.init)
        instances = service.instances
        adopted = service.isAdopted
    }

    package struct Proof: Sendable, Hashable, Codable {
        package var at: String
        package var firstTokenMilliseconds: Int
    }
}

/// `GET /api/services/list`.
package struct ServiceList: Sendable, Hashable, Codable {
    package var services: [ServiceView]
    /// Regions whose services are missing from the list, and why.
    package var problems: [RegionProblemView]

    package init(_ listing: ServiceListing) {
        services = listing.services.map(ServiceView.init)
        problems = listing.problems.map(RegionProblemView.init)
    }
}

extension RegionProblemView {
    init(_ found: ServiceListing.RegionProblem) {
        self.init(
            region: found.region,
            problem: ProblemView(found.problem, status: found.problem.code.status, requestID: nil)
        )
    }
}

/// One step of a deploy: an SSE event of `POST /api/services/deploy`.
package struct DeployEventView: Sendable, Hashable, Codable {
    package var region: String
    package var name: String
    package var state: String
    package var message: String
    package var at: String
    package var problem: ProblemView?
    /// The engine's lines that show why it failed.
    package var lines: [String]

    package init(_ event: DeployEvent) {
        region = event.service.region
        name = event.service.name
        state = event.state.name
        message = event.message
        at = event.at
        lines = event.lines
        if case .failed(let failure) = event.state {
            problem = ProblemView(failure, status: failure.code.status, requestID: nil)
        }
    }
}

package struct AskAnswer: Sendable, Hashable, Codable {
    /// The text, or a short description of the embedding.
    package var answer: String
    package var milliseconds: Int
    package var status: Int
    /// The engine's own JSON, as text.
    package var body: String
    /// Set when the simulator's stand-in engine answered.
    package var standIn: Bool

    package init(answer: String, milliseconds: Int, status: Int, body: String, standIn: Bool) {
        self.answer = answer
        self.milliseconds = milliseconds
        self.status = status
        self.body = body
        self.standIn = standIn
    }
}
