import CloudSimulator
import Domain
import Foundation
import GoogleCloud
import NIOCore
import Outbound
import Stores
import TestSupport
import Testing

@Suite struct CloudStoreTests {
    static let project = Domain.Target.project("demo-project")

    private static func withBuckets(_ body: (CloudBuckets, StorageClient) async throws -> Void) async throws {
        try await withSimulator { buckets, storage, _ in try await body(buckets, storage) }
    }

    static func withSimulator(
        uploads: CloudUploads = CloudUploads(),
        _ body: (CloudBuckets, StorageClient, RunningSimulator) async throws -> Void
    ) async throws {
        let state = NSTemporaryDirectory() + "cloud-store-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: state) }
        let simulator = try await CloudSimulator.start(
            SimulatorConfiguration(stateDirectory: state, limitsObjectWrites: false)
        )
        let outbound = OutboundClient(transport: NIOTransport(), pacer: OutboundTestPacer().pacer)
        let endpoints = GoogleEndpoints(
            google: simulator.endpoints.google, storage: simulator.endpoints.storage,
            metadataHost: simulator.endpoints.metadata
        )
        let storage = StorageClient(GoogleAPIClient(outbound: outbound, endpoints: endpoints, tokens: nil))
        do {
            try await body(CloudBuckets(storage: storage, uploads: uploads), storage, simulator)
        } catch {
            try await outbound.shutdown()
            await simulator.stop()
            throw error
        }
        try await outbound.shutdown()
        await simulator.stop()
    }

    @Test(arguments: UploadForm.allCases)
    func `a bucket of Cloud Storage keeps what every store keeps`(_ form: UploadForm) async throws {
        try await Self.withSimulator(uploads: CloudUploads(form: form)) { buckets, _, _ in
            let name = "models-\(UInt32.random(in: 0..<UInt32.max))"
            _ = try await buckets.create(name, location: "us-central1", in: Self.project)
            let store = try buckets.store(name, in: Self.project)
            #expect(store.capabilities.uploads == form)
            for check in ObjectStoreConformance.Check.allCases {
                do {
                    try await ObjectStoreConformance(store).run(check)
                } catch {
                    Issue.record("\(check): \(error)")
                }
            }
        }
    }

    @Test func `a bucket is made private, without soft delete, and cleans up unfinished uploads`() async throws {
        try await Self.withBuckets { buckets, storage in
            let made = try await buckets.create("private-models", location: "europe-west4", in: Self.project)
            #expect(made.location == "europe-west4")
            let bucket = try await storage.bucket("private-models")
            #expect(bucket.iamConfiguration?.uniformBucketLevelAccess?.enabled == true)
            #expect(bucket.iamConfiguration?.publicAccessPrevention == "enforced")
            #expect(bucket.softDeletePolicy?.retentionDurationSeconds == 0)
            #expect(bucket.lifecycle?.rule == [.abortIncompleteMultipartUploads(afterDays: 1)])
        }
    }

    @Test func `a bucket is managed from the moment that it has the marker`() async throws {
        try await Self.withBuckets { buckets, _ in
            _ = try await buckets.create("with-marker", location: "us-central1", in: Self.project)
            _ = try await buckets.create("without-marker", location: "us-central1", in: Self.project)
            _ = try await buckets.store("with-marker", in: Self.project).write(
                BucketLayout.catalogKey, ByteBuffer(string: "{}"), if: .absent, metadata: [:]
            )
            #expect(try await buckets.managedBuckets(in: Self.project).map(\.name) == ["with-marker"])
            #expect(try await buckets.bucket("without-marker", in: Self.project).isManaged == false)
        }
    }

    @Test func `a bucket that does not exist is told from an object that does not`() async throws {
        try await Self.withBuckets { buckets, _ in
            let problem = await #expect(throws: Problem.self) {
                try await buckets.bucket("nobody-has-this", in: Self.project)
            }
            #expect(problem?.code == .bucketNotFound)
            let reading = await #expect(throws: Problem.self) {
                try await buckets.store("nobody-has-this", in: Self.project).list(prefix: "")
            }
            #expect(reading?.code == .bucketNotFound)
        }
    }
}
