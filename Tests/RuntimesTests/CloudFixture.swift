import CloudSimulator
import Domain
import Foundation
import GoogleCloud
import NIOCore
import Outbound
import Serving
import TestSupport

@testable import Runtimes

/// A simulated cloud with a bucket that holds one model, and a Cloud Run runtime in its project.
struct CloudFixture: Sendable {
    static let project = "demo-project"
    static let bucket = "models-for-tests"

    let runtime: CloudRunRuntime
    let api: GoogleAPIClient
    let client: OutboundClient
    let manifest: ModelManifest
    let simulator: RunningSimulator

    /// Runs a test with a cloud of its own and takes it away after it.
    static func with(
        _ manifest: ModelManifest = SampleModels.miniLM, _ body: @Sendable (CloudFixture) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "cloud-\(UUID().uuidString)")
        let simulator = try await CloudSimulator.start(
            SimulatorConfiguration(stateDirectory: directory.path(percentEncoded: false))
        )
        let transport = NIOTransport()
        let fixture = CloudFixture(simulator: simulator, transport: transport, manifest: manifest)
        var failure: (any Error)?
        do {
            try await fixture.fillBucket()
            try await body(fixture)
        } catch { failure = error }
        try await transport.shutdown()
        await simulator.stop()
        try FileManager.default.removeItem(at: directory)
        if let failure { throw failure }
    }

    private init(simulator: RunningSimulator, transport: NIOTransport, manifest: ModelManifest) {
        self.simulator = simulator
        self.manifest = manifest
        client = OutboundClient(transport: transport)
        let endpoints = simulator.endpoints
        api = GoogleAPIClient(
            outbound: client,
            endpoints: GoogleEndpoints(
                google: endpoints.google, storage: endpoints.storage, metadataHost: endpoints.metadata
            ),
            tokens: nil
        )
        runtime = CloudRunRuntime(
            project: Self.project, api: api, engines: client,
            settings: CloudRunSettings(
                regions: ["us-central1", "europe-west4"], pollInterval: .milliseconds(10),
                proofInterval: .milliseconds(10), refusalGrace: .milliseconds(50), logInterval: .milliseconds(20)
            )
        )
    }

    private func fillBucket() async throws {
        let insert = GoogleRequest(.post, .storage, "/storage/v1/b", query: [("project", Self.project)])
        try await api.send(try insert.json(["name": Self.bucket, "location": "us-central1"]))
        for file in manifest.files {
            var upload = GoogleRequest(
                .post, .storage, "/upload/storage/v1/b/\(Self.bucket)/o",
                query: [("uploadType", "media"), ("name", file.key)]
            )
            upload.headers["Content-Type"] = "application/octet-stream"
            upload.body = .bytes(ByteBuffer(string: "{}"))
            try await api.send(upload)
        }
    }

    /// Public, because the fixture's calls carry no identity.
    func spec(_ change: (inout ServiceSpec) -> Void = { _ in }) -> ServiceSpec {
        var spec = ServiceSpec(
            name: "mini", region: "us-central1", bucket: Self.bucket, model: manifest.model, access: .public
        )
        change(&spec)
        return spec
    }

    func deploy(_ spec: ServiceSpec) async throws -> [DeployEvent] {
        var events: [DeployEvent] = []
        for try await event in runtime.deploy(try await runtime.plan(spec, of: manifest)) { events.append(event) }
        return events
    }

    var id: ServiceID {
        get throws { try ServiceID(region: "us-central1", name: "mini") }
    }

    var conformance: RuntimeConformance {
        RuntimeConformance(
            runtime: runtime, manifest: manifest, sound: spec(),
            // A bucket that does not exist cannot be mounted.
            failing: spec { $0.bucket = "no-such-bucket-anywhere" }, impossible: spec { $0.cpu = 1 },
            ask: { [client] in try await EngineQuestion.isAnswered($0, client) },
            makeForeign: { [api] in
                let body: GoogleJSON = ["template": ["containers": [["image": "gcr.io/cloudrun/hello"]]]]
                _ = try await CloudRunClient(api).createService(
                    project: Self.project, region: "us-central1", id: "foreign", json: body
                )
                return "foreign"
            }
        )
    }
}
