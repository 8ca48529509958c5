import CloudSimulator
import Foundation
import GoogleCloud
import Outbound
import TestSupport

/// The simulator with Google's APIs, and the client that every service's client is built on.
struct SimulatedCloud {
    let simulator: RunningSimulator
    let outbound: OutboundClient
    let endpoints: GoogleEndpoints

    /// Without credentials, as the simulator allows.
    var api: GoogleAPIClient { api(as: nil) }

    func api(as tokens: TokenProvider?) -> GoogleAPIClient {
        GoogleAPIClient(outbound: outbound, endpoints: endpoints, tokens: tokens)
    }

    /// A file of the simulator's state directory, such as `service-account.json`.
    func file(_ name: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: "\(simulator.stateDirectory)/\(name)"))
    }

    static func with(
        requireAuthentication: Bool = false, _ body: (SimulatedCloud) async throws -> Void
    ) async throws {
        let folder = NSTemporaryDirectory() + "google-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let simulator = try await CloudSimulator.start(
            SimulatorConfiguration(
                stateDirectory: folder, requireAuthentication: requireAuthentication, limitsObjectWrites: false
            )
        )
        let places = simulator.endpoints
        let outbound = OutboundClient(transport: NIOTransport(), pacer: OutboundTestPacer().pacer)
        let cloud = SimulatedCloud(
            simulator: simulator, outbound: outbound,
            endpoints: GoogleEndpoints(
                google: places.google, storage: places.storage, metadataHost: places.metadata)
        )
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(cloud))
        } catch {
            outcome = .failure(error)
        }
        try await outbound.shutdown()
        await simulator.stop()
        try outcome.get()
    }

    /// What a call is refused with; nil when it is not.
    static func error(_ body: () async throws -> Void) async -> GoogleCloudError? {
        do {
            try await body()
            return nil
        } catch {
            return error as? GoogleCloudError
        }
    }
}
