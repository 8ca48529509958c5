import CloudSimulator
import Domain
import ModelHubs
import NIOCore
import TestSupport
import Testing

/// Downloads through the signed links of another host.
@Suite struct RangedDownloadTests {
    private static let expired: [FaultAction] = [
        FaultAction(.expireSignedURL), FaultAction(.status, status: 403), FaultAction(.status, status: 410),
    ]

    /// The weights of `demo/tiny`, from a place in the middle on.
    private static func read(_ fixture: HubFixture, from start: Int64) async throws -> [UInt8] {
        let reference = try ModelReference(parsing: "hf:demo/tiny")
        let model = try await fixture.huggingFace.resolve(reference, token: nil)
        let file = try #require(model.files.first { $0.path == "model.safetensors" })
        let size = try #require(file.size)
        let stream = try await fixture.huggingFace.open(file, of: model, range: start..<size, token: nil)
        #expect(stream.offset == start)
        return Array(try await stream.body.collect(upTo: Int(size)).readableBytesView)
    }

    @Test(arguments: expired)
    func `a link that has expired in the middle of a file is asked for once more`(_ fault: FaultAction) async throws {
        try await HubFixture.with { fixture in
            fixture.simulator.world.faults.add([FaultRule(listener: .cdn, action: fault)])
            let rest = try await Self.read(fixture, from: 100_001)
            #expect(rest == Array(DeterministicBytes.make(300_000)[100_001...]))
            let asked = fixture.requests(at: .huggingface).filter { $0.target.hasSuffix("/model.safetensors") }
            #expect(asked.map(\.status) == [302, 302])
            let served = fixture.requests(at: .cdn)
            #expect(served.map(\.range) == ["bytes=100001-299999", "bytes=100001-299999"])
            #expect(served.map(\.status) == [fault.status ?? 403, 206])
        }
    }

    @Test func `links that are always too old end the download, retryably, after one more try`() async throws {
        try await HubFixture.with(configure: { $0.linkLifetime = 0 }) { fixture in
            let problem = await #expect(throws: Problem.self) { try await Self.read(fixture, from: 7) }
            #expect(problem?.code == .sourceUnavailable)
            #expect(problem?.isRetryable == true)
            #expect(problem?.detail.contains("Signature=") == false)
            #expect(fixture.requests(at: .cdn).map(\.status) == [403, 403])
            let asked = fixture.requests(at: .huggingface).filter { $0.target.hasSuffix("/model.safetensors") }
            #expect(asked.count == 2)
        }
    }

    @Test func `a refusal by the hub itself is not taken for an old link`() async throws {
        try await HubFixture.with { fixture in
            let reference = try ModelReference(parsing: "hf:demo/tiny")
            let model = try await fixture.huggingFace.resolve(reference, token: nil)
            let file = try #require(model.files.first { $0.path == "model.safetensors" })
            fixture.simulator.world.faults.add([
                FaultRule(listener: .huggingface, action: FaultAction(.status, status: 403))
            ])
            let problem = await #expect(throws: Problem.self) {
                try await fixture.huggingFace.open(file, of: model, range: nil, token: nil)
            }
            #expect(problem?.code == .modelGated)
            #expect(fixture.requests(at: .cdn).isEmpty)
        }
    }

    @Test func `an expired link of an Ollama blob is asked for once more`() async throws {
        try await HubFixture.with { fixture in
            let model = try await fixture.ollama.resolve(try ModelReference(parsing: "ollama:tiny"), token: nil)
            let file = try #require(model.files.max { ($0.size ?? 0) < ($1.size ?? 0) })
            fixture.simulator.world.faults.add([FaultRule(listener: .cdn, action: FaultAction(.expireSignedURL))])
            let before = fixture.requests(at: .cdn).count
            let stream = try await fixture.ollama.open(file, of: model, range: 10..<20, token: nil)
            let bytes = try await stream.body.collect(upTo: 100)
            #expect(bytes.readableBytes == 10)
            #expect(fixture.requests(at: .cdn).dropFirst(before).map(\.status) == [403, 206])
        }
    }

    @Test func `ranges of one file ask the hub once, until its link is refused`() async throws {
        try await HubFixture.with { fixture in
            let reference = try ModelReference(parsing: "hf:demo/tiny")
            let model = try await fixture.huggingFace.resolve(reference, token: nil)
            let file = try #require(model.files.first { $0.path == "model.safetensors" })
            let content = DeterministicBytes.make(300_000)
            func check(_ range: Range<Int64>, hub: Int, cdn: [Int]) async throws {
                let stream = try await fixture.huggingFace.open(file, of: model, range: range, token: nil)
                let bytes = Array(try await stream.body.collect(upTo: 1 << 20).readableBytesView)
                #expect(bytes == Array(content[Int(range.lowerBound)..<Int(range.upperBound)]))
                let asked = fixture.requests(at: .huggingface).filter { $0.target.hasSuffix("/model.safetensors") }
                #expect(asked.count == hub)
                #expect(fixture.requests(at: .cdn).map(\.status) == cdn)
            }
            try await check(0..<100, hub: 1, cdn: [206])
            try await check(100..<5_000, hub: 1, cdn: [206, 206])
            fixture.simulator.world.faults.add([FaultRule(listener: .cdn, action: FaultAction(.expireSignedURL))])
            try await check(5_000..<5_001, hub: 2, cdn: [206, 206, 403, 206])
            try await check(7_000..<300_000, hub: 2, cdn: [206, 206, 403, 206, 206])
        }
    }
}
