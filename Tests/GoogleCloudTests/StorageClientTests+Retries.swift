import CloudSimulator
import Foundation
import GoogleCloud
import NIOCore
import Outbound
import TestSupport
import Testing

/// The retry cases that Google publishes for storage clients (googleapis/conformance-tests, storage/v1), for every
/// operation of ours: which calls are sent again, which are not, and how often.
extension StorageClientTests {
    private static let cases = StorageRetryCase.always + StorageRetryCase.conditional + StorageRetryCase.never

    /// `return-503` and `return-reset-connection` in the published orders, and the other passing failures.
    private static let passing: [[FaultAction]] = [
        [FaultAction(.status, status: 503), FaultAction(.status, status: 503)],
        [FaultAction(.resetBeforeResponse), FaultAction(.resetBeforeResponse)],
        [FaultAction(.resetBeforeResponse), FaultAction(.status, status: 503)],
        [FaultAction(.status, status: 429, retryAfter: 2)],
        [FaultAction(.status, status: 408), FaultAction(.status, status: 500)],
        [FaultAction(.status, status: 502), FaultAction(.status, status: 504)],
        [FaultAction(.status, status: 403, body: reason("rateLimitExceeded"))],
    ]

    private static func reason(_ reason: String) -> String {
        #"{"error":{"code":403,"message":"slow down","errors":[{"domain":"usageLimits","reason":"\#(reason)"}]}}"#
    }

    private static let final = [400, 401, 403, 404, 412, 501]

    /// The faults hit the next requests; gives back how many requests the call made and what it threw.
    private static func outcome(
        of call: () async throws -> Void, under faults: [FaultAction], _ cloud: SimulatedCloud
    ) async -> (requests: Int, error: (any Error)?) {
        let world = cloud.simulator.world
        world.faults.removeAll()
        world.faults.add(faults.map { FaultRule(listener: .storage, action: $0) })
        let before = world.recorder.entries().last.map { $0.number + 1 } ?? 0
        var thrown: (any Error)?
        do { try await call() } catch { thrown = error }
        world.faults.removeAll()
        return (world.recorder.entries(since: before).count { $0.listener == .storage }, thrown)
    }

    private static func withBucket(_ body: (SimulatedCloud, StorageClient) async throws -> Void) async throws {
        try await SimulatedCloud.with { cloud in
            let storage = StorageClient(cloud.api)
            let wish = Bucket(
                name: StorageRetryCase.bucket, location: "US-CENTRAL1",
                iamConfiguration: .init(uniformBucketLevelAccess: true, publicAccessPrevention: "enforced"))
            _ = try await storage.insertBucket(wish, project: "demo-project")
            try await body(cloud, storage)
        }
    }

    @Test func `what passes is tried again exactly where that is safe`() async throws {
        try await Self.withBucket { cloud, storage in
            for (number, operation) in Self.cases.enumerated() {
                for (index, faults) in Self.passing.enumerated() {
                    let call = try await operation.prepare(storage, "p\(number)-\(index)")
                    let (requests, error) = await Self.outcome(of: call, under: faults, cloud)
                    let expected = operation.isRetried ? faults.count + 1 : 1
                    #expect(requests == expected, "\(operation.name) under \(faults.map(\.kind))")
                    #expect(
                        (error == nil) == operation.isRetried, "\(operation.name): \(error.map { "\($0)" } ?? "none")")
                }
            }
        }
    }

    @Test func `what does not pass is tried once, and a list that begins with it as well`() async throws {
        try await Self.withBucket { cloud, storage in
            for (number, operation) in Self.cases.enumerated() {
                for status in Self.final {
                    // A session that is gone, and an upload that is gone, are what giving up wants.
                    if operation.name.contains("given up") || operation.name.contains("abortion"), status == 404 {
                        continue
                    }
                    let call = try await operation.prepare(storage, "f\(number)-\(status)")
                    let faults = [FaultAction(.status, status: status), FaultAction(.status, status: status)]
                    let (requests, error) = await Self.outcome(of: call, under: faults, cloud)
                    #expect(requests == 1, "\(operation.name) under \(status)")
                    #expect((error as? GoogleCloudError)?.httpStatus == status, "\(operation.name) under \(status)")
                }
            }
        }
    }

    @Test func `a failure for good behind one that passes ends the retries`() async throws {
        try await Self.withBucket { cloud, storage in
            for (number, operation) in Self.cases.enumerated() where operation.isRetried {
                let call = try await operation.prepare(storage, "m\(number)")
                let faults = [FaultAction(.status, status: 503), FaultAction(.status, status: 400)]
                let (requests, error) = await Self.outcome(of: call, under: faults, cloud)
                #expect(requests == 2, "\(operation.name)")
                #expect((error as? GoogleCloudError)?.httpStatus == 400, "\(operation.name)")
            }
        }
    }

    @Test func `what never passes is given up after five tries, with the last error`() async throws {
        try await Self.withBucket { cloud, storage in
            for (number, operation) in StorageRetryCase.always.enumerated() where number % 4 == 0 {
                let call = try await operation.prepare(storage, "e\(number)")
                let faults = Array(repeating: FaultAction(.status, status: 503), count: 20)
                let (requests, error) = await Self.outcome(of: call, under: faults, cloud)
                #expect(requests == 5, "\(operation.name)")
                #expect((error as? GoogleCloudError)?.isRetryable == true, "\(operation.name)")
            }
        }
    }
}
