import CLI
import Domain
import Foundation
import GoogleCloud
import Logging
import ModelHubs

/// What a composition is made from: options and environment, read once.
struct CompositionPlan {
    /// State directory of a running simulator; nil: the real clouds.
    var simulator: String?
    /// The real hubs beside simulated clouds.
    var usesRealHubs = false
    /// What it means when an import of this process is stopped: a command is stopped by a person.
    var interruption = ImportState.Interruption.stopped
    var data: String?
    var credentials: String?
    var identity: IdentityWish
    var window: Int?
    var transport: String?
    var netrc: String?
    var hubs: HubSettings
    /// Whether `dir:` may be imported: on the command line, and for a server that nobody else can reach.
    var takesDirectories = true
    var job: JobWish
    var target: Target?
    var uploads: UploadForm?
    /// Who is told of the ends of imports and deploys.
    var webhook: String?
    var webhookKey: Secret?
    var logger: Logger

    init(_ request: SessionRequest, logger: Logger) {
        simulator = request.simulator
        data = request.data
        credentials = request.credentials
        identity = request.identity
        window = request.window
        transport = request.transport
        netrc = request.netrc
        hubs = request.hubs
        job = request.job
        target = request.target
        uploads = request.uploads?.form
        self.logger = logger
    }

    /// Where hubs and clouds are.
    struct Place {
        var google: GoogleEndpoints
        var huggingFace: String
        /// Base URL by registry host.
        var ollama: [String: String]
        var isSimulated: Bool
        /// The simulator's control listener.
        var control: String?
        /// What the search for credentials may see.
        var environment: [String: String]
    }

    private struct SimulatorFile: Decodable {
        var huggingface: String
        var ollama: String
        var control: String?
    }

    /// - Throws: `not-found` when no simulator runs over the state directory.
    func place(_ environment: [String: String]) throws -> Place {
        guard let simulator else {
            return Place(
                google: GoogleEndpoints(environment: environment),
                huggingFace: environment["HF_ENDPOINT"].flatMap { $0.isEmpty ? nil : $0 }
                    ?? HuggingFaceHub.defaultEndpoint,
                ollama: OllamaRegistry.defaultEndpoints, isSimulated: false, environment: environment
            )
        }
        let file = URL(filePath: simulator).appending(path: "endpoints.json")
        guard let data = try? Data(contentsOf: file) else {
            throw Problem(
                .notFound, "No simulator there", detail: "\(file.path) cannot be read",
                fix: "Start one: llm-manager simulate --state \(simulator)"
            )
        }
        let hubs = try JSONDecoder().decode(SimulatorFile.self, from: data)
        return Place(
            google: try GoogleEndpoints(simulatorJSON: data),
            huggingFace: usesRealHubs ? HuggingFaceHub.defaultEndpoint : hubs.huggingface,
            ollama: usesRealHubs
                ? OllamaRegistry.defaultEndpoints : [OllamaReference.defaultHost: hubs.ollama],
            isSimulated: true, control: hubs.control, environment: [:]
        )
    }
}
