import Domain
import Foundation
import GoogleCloud
import Outbound
import Synchronization
import TestSupport
import Testing

@testable import Stores

@Suite struct BucketMarksTests {
    /// A process's age that a test moves.
    private final class Age: Sendable {
        private let seconds = Mutex(0.0)
        var marks: BucketMarks { BucketMarks(elapsed: { .seconds(self.seconds.withLock { $0 }) }) }
        func pass(_ more: Double) { seconds.withLock { $0 += more } }
    }

    private static func bucket(_ name: String = "b", metageneration: Int = 1, labels: String = "{}") throws
        -> GoogleCloud.Bucket
    {
        let text =
            #"{"name": "\#(name)", "metageneration": "\#(metageneration)", "labels": \#(labels), "#
            + #""timeCreated": "2025-01-01T00:00:00.000Z"}"#
        return try JSONDecoder().decode(GoogleCloud.Bucket.self, from: Data(text.utf8))
    }

    @Test func `a look that found nothing holds for a minute`() throws {
        let age = Age()
        let marks = age.marks
        let bucket = try Self.bucket()
        #expect(!marks.isUnmarked(bucket))
        marks.sawNone(bucket, isYoung: false)
        #expect(marks.isUnmarked(bucket))
        age.pass(59)
        #expect(marks.isUnmarked(bucket))
        age.pass(1)
        #expect(!marks.isUnmarked(bucket))
    }

    @Test func `a bucket that changed, is young or carries our label is looked into`() throws {
        let marks = Age().marks
        marks.sawNone(try Self.bucket(), isYoung: false)
        #expect(!marks.isUnmarked(try Self.bucket(metageneration: 2)))
        #expect(!marks.isUnmarked(try Self.bucket(labels: #"{"managed-by": "llm-manager"}"#)))
        marks.sawNone(try Self.bucket("young"), isYoung: true)
        #expect(!marks.isUnmarked(try Self.bucket("young")))
    }

    @Test func `a bucket that somebody named is looked into for ten minutes`() throws {
        let age = Age()
        let marks = age.marks
        let bucket = try Self.bucket()
        marks.sawNone(bucket, isYoung: false)
        marks.asked("b")
        #expect(!marks.isUnmarked(bucket))
        // What a list sees meanwhile is not remembered: the marker may be on its way.
        marks.sawNone(bucket, isYoung: false)
        #expect(!marks.isUnmarked(bucket))
        age.pass(600)
        marks.sawNone(bucket, isYoung: false)
        #expect(marks.isUnmarked(bucket))
    }

    @Test func `the second list asks only for what may have a marker, the next minute's for all`() async throws {
        let list = """
            {"items": [{"name": "ours", "location": "US", "labels": {"managed-by": "llm-manager"}}, \
            {"name": "theirs", "location": "US", "timeCreated": "2025-01-01T00:00:00.000Z"}]}
            """
        let marker =
            #"{"name": "llm-manager-metadata.json", "size": "2", "generation": "1", "crc32c": "AAAAAA==", "#
            + #""updated": "2025-01-01T00:00:00.000Z"}"#
        let missing = #"{"error": {"code": 404, "message": "No such object", "errors": [{"reason": "notFound"}]}}"#
        let transport = OutboundFakeTransport { request, _ in
            if request.url.contains("/b/ours/o/") { return .fake(200, marker) }
            return request.url.contains("/o/") ? .fake(404, missing) : .fake(200, list)
        }
        let outbound = OutboundClient(transport: transport, pacer: OutboundTestPacer().pacer)
        let storage = StorageClient(GoogleAPIClient(outbound: outbound, endpoints: GoogleEndpoints(), tokens: nil))
        let age = Age()
        let buckets = CloudBuckets(storage: storage, marks: age.marks)
        for (pause, calls) in [(0.0, 3), (30, 2), (31, 3)] {
            age.pass(pause)
            let before = transport.requests.count
            #expect(try await buckets.managedBuckets(in: .project("project-1")).map(\.name) == ["ours"])
            #expect(transport.requests.count - before == calls)
        }
    }
}
