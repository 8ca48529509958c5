import Domain
import Foundation
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import ControlPlane

struct SettingsStoreTests {
    private let buckets = FakeBucketProvider(["first", "second"])
    private let spec = NetworkSpec(network: "default", subnetwork: "models", allTraffic: true)

    private var store: SettingsStore {
        SettingsStore(buckets: buckets, target: .project("my-project"), pause: { _ in })
    }

    private func text(_ bucket: String) throws -> String {
        let bytes = try #require(buckets.memory(bucket)?.bytes(of: BucketLayout.settingsKey))
        return String(decoding: bytes, as: UTF8.self)
    }

    private func put(_ text: String, into bucket: String) async throws {
        _ = try await buckets.memory(bucket)?.write(
            BucketLayout.settingsKey, ByteBuffer(string: text), if: .always, metadata: [:]
        )
    }

    @Test func `nothing is remembered before anything was`() async throws {
        #expect(try await store.read() == ProjectSettings())
    }

    @Test func `what was chosen is remembered in the first bucket, and read again`() async throws {
        let written = try await store.change { $0.setNetwork(spec, in: "us-central1") }
        #expect(written.bucket == "first")
        let read = try await store.read()
        #expect(read.networks == ["us-central1": spec])
        #expect(read.bucket == "first")
        _ = try await store.change { $0.setNetwork(nil, in: "us-central1") }
        #expect(try await store.read().networks.isEmpty)
    }

    @Test func `the bucket that holds the settings keeps them when an older one appears`() async throws {
        try await put(#"{"defaults":{"serviceAccount":"a@b"}}"#, into: "second")
        _ = try await store.change { $0.setNetwork(spec, in: "us-central1") }
        #expect(try await store.read().bucket == "second")
        #expect(buckets.memory("first")?.keys == [])
    }

    @Test func `fields that we do not know survive`() async throws {
        try await put(
            #"{"version":1,"idle":{"days":3},"defaults":{"theme":"x","networks":{"us-central1":{"network":"n","#
                + #""subnetwork":"s","egress":"all-traffic","tags":["t"]}}}}"#, into: "first"
        )
        _ = try await store.change { document in
            document.serviceAccount = "a@b"
            document.setNetwork(spec, in: "us-central1")
        }
        let text = try text("first")
        for part in ["\"days\" : 3", "\"theme\" : \"x\"", "\"tags\"", "\"a@b\"", "\"models\""] {
            #expect(text.contains(part), "\(part) is lost: \(text)")
        }
    }

    @Test(arguments: ["", "[]", "{", #"{"version":2}"#, #"{"defaults":[]}"#, #"{"defaults":{"networks":7}}"#])
    func `what cannot be read is an error, never empty settings`(_ text: String) async throws {
        try await put(text, into: "first")
        let problem = await #expect(throws: Problem.self) { _ = try await store.read() }
        #expect(problem?.code == .settingsUnreadable)
        #expect(problem?.detail.contains("gs://first/.llm-manager/settings.json") == true)
        await #expect(throws: Problem.self) { _ = try await store.change { $0.serviceAccount = "a@b" } }
        #expect(try self.text("first") == text)
    }

    @Test func `a change that was lost in a race is made again on what the other wrote`() async throws {
        _ = try await store.change { $0.serviceAccount = "before@b" }
        let buckets = buckets
        let once = Once()
        _ = try await store.change { document in
            // Between our reading and our writing somebody else writes.
            if once.first() {
                try buckets.memory("first")?.overwrite(
                    BucketLayout.settingsKey, #"{"defaults":{"serviceAccount":"other@b"}}"#
                )
            }
            document.setNetwork(NetworkSpec(network: "n", subnetwork: "s", allTraffic: false), in: "europe-west1")
        }
        let settings = try await store.read()
        #expect(settings.serviceAccount == "other@b")
        #expect(settings.networks["europe-west1"]?.subnetwork == "s")
    }

    @Test func `a project without a managed bucket has nowhere to remember it, and says so`() async throws {
        let empty = SettingsStore(buckets: FakeBucketProvider([]), target: .project("my-project"))
        #expect(try await empty.read() == ProjectSettings())
        let problem = await #expect(throws: Problem.self) { _ = try await empty.change { $0.serviceAccount = "a@b" } }
        #expect(problem?.code == .conflict)
        #expect(problem?.fix.contains("buckets create") == true)
    }

    @Test func `a glance looks where they were, and everywhere when they are gone`() async throws {
        let places = SettingsPlaces()
        let store = SettingsStore(buckets: buckets, target: .project("my-project"), places: places, pause: { _ in })
        try await put(#"{"defaults":{"serviceAccount":"a@b"}}"#, into: "second")
        #expect(try await store.read().serviceAccount == "a@b")
        #expect(places.hint(of: .project("my-project")) == .bucket("second"))
        try await put(#"{"defaults":{"serviceAccount":"c@d"}}"#, into: "second")
        #expect(try await store.glance().serviceAccount == "c@d")
        try await buckets.memory("second")?.delete(BucketLayout.settingsKey, if: .always)
        #expect(try await store.glance() == ProjectSettings())
        // That there is none is a hint too; whoever deploys looks again.
        try await put(#"{"defaults":{"serviceAccount":"e@f"}}"#, into: "first")
        #expect(try await store.glance() == ProjectSettings())
        #expect(try await store.read().serviceAccount == "e@f")
        #expect(try await store.glance().serviceAccount == "e@f")
    }

    @Test func `a hint is believed for a while, none for a shorter one`() {
        let moment = Mutex(ContinuousClock.now)
        let places = SettingsPlaces { moment.withLock { $0 } }
        places.remember(.nowhere, of: .local)
        places.remember(.bucket("b"), of: .project("my-project"))
        moment.withLock { $0 += SettingsPlaces.patience }
        #expect(places.hint(of: .local) == nil)
        #expect(places.hint(of: .project("my-project")) == .bucket("b"))
        moment.withLock { $0 += SettingsPlaces.memory }
        #expect(places.hint(of: .project("my-project")) == nil)
    }
}
