import CloudSimulator
import Domain
import GoogleCloud
import Stores
import Testing

@Suite struct CloudBucketsTests {
    @Test func `a bucket of another project is foreign, whatever we may do in it`() async throws {
        try await CloudStoreTests.withSimulator { buckets, _, _ in
            _ = try await buckets.create("their-models", location: "us-central1", in: CloudStoreTests.project)
            let problem = await #expect(throws: Problem.self) {
                try await buckets.bucket("their-models", in: .project("bare-project"))
            }
            #expect(problem?.code == .bucketForeign)
            #expect(problem?.detail.contains("bare-project") == true)
            #expect(problem?.fix.contains("name") == true)
            #expect(try await buckets.managedBuckets(in: .project("bare-project")).isEmpty)
        }
    }

    @Test func `a name that somebody has, and that we may not look at, is foreign`() async throws {
        try await CloudStoreTests.withSimulator { buckets, _, simulator in
            let taken =
                #"{"error": {"code": 409, "message": "The requested bucket name is not available.", "#
                + #""errors": [{"domain": "global", "reason": "conflict"}]}}"#
            simulator.world.faults.add([
                FaultRule(
                    listener: .storage, method: "POST", action: FaultAction(.status, status: 409, body: taken)),
                FaultRule(
                    listener: .storage, method: "GET", path: "/storage/v1/b/models",
                    action: FaultAction(.status, status: 403)),
            ])
            let made = await #expect(throws: Problem.self) {
                try await buckets.create("models", location: "us-central1", in: CloudStoreTests.project)
            }
            #expect(made?.code == .bucketForeign)
            let read = await #expect(throws: Problem.self) {
                try await buckets.bucket("models", in: CloudStoreTests.project)
            }
            #expect(read?.code == .bucketForeign)
        }
    }

    @Test func `a bucket that we made before is there already`() async throws {
        try await CloudStoreTests.withSimulator { buckets, _, _ in
            _ = try await buckets.create("models", location: "us-central1", in: CloudStoreTests.project)
            let problem = await #expect(throws: Problem.self) {
                try await buckets.create("models", location: "europe-west4", in: CloudStoreTests.project)
            }
            #expect(problem?.code == .alreadyExists)
        }
    }

    @Test func `a bucket that we make carries our label`() async throws {
        try await CloudStoreTests.withSimulator { buckets, storage, _ in
            _ = try await buckets.create("models", location: "us-central1", in: CloudStoreTests.project)
            #expect(try await storage.bucket("models").labels == ["managed-by": "llm-manager"])
        }
    }
}
