import Foundation
import Outbound
import TestSupport
import Testing

@testable import CloudSimulator

/// The faults that `make torture` is made of.
struct FaultMiddlewareCrueltyTests {
    private static let content = StorageWire.faulty

    private static func ranged(_ wire: StorageWire) async throws -> StorageWire.Answer {
        try await wire.send(.get, "/storage/v1/b/models/o/x?alt=media", ["Range": "bytes=1000-1999"])
    }

    @Test func `ignoreRange sends the whole file`() async throws {
        try await StorageWire.with(FaultAction(.ignoreRange), method: "GET") { wire in
            let answer = try await Self.ranged(wire)
            #expect(answer.status == 200)
            #expect(answer.bytes == Self.content)
        }
    }

    @Test(arguments: [-300, 500])
    func `shiftRange sends another range and says so`(by: Int) async throws {
        try await StorageWire.with(FaultAction(.shiftRange, bytes: Int64(by)), method: "GET") { wire in
            let answer = try await Self.ranged(wire)
            #expect(answer.headers["Content-Range"] == "bytes \(1000 + by)-\(1999 + by)/300000")
            #expect(answer.bytes == Array(Self.content[(1000 + by)..<(2000 + by)]))
        }
    }

    @Test func `misplaceRange sends another range under the headers of the right one`() async throws {
        try await StorageWire.with(FaultAction(.misplaceRange, bytes: 7), method: "GET") { wire in
            let answer = try await Self.ranged(wire)
            #expect(answer.headers["Content-Range"] == "bytes 1000-1999/300000")
            #expect(answer.bytes == Array(Self.content[1007..<2007]))
        }
    }

    @Test func `drip slows a body and changes nothing`() async throws {
        try await StorageWire.with(FaultAction(.drip, bytes: 10_000_000), method: "GET") { wire in
            let got = try await wire.media("x").bytes
            #expect(got == Self.content)
        }
    }

    @Test func `corruptStored stores another byte, against the sum that came with it`() async throws {
        try await StorageWire.with(FaultAction(.corruptStored, bytes: 2), method: "PUT") { wire in
            let stored = try await wire.send(
                .put, "/models/y", ["x-goog-hash": "crc32c=4waSgw=="], Array("123456789".utf8))
            #expect(stored.status == 200)
            let got = try await wire.media("y").bytes
            #expect(got == Array("12".utf8) + [~UInt8(ascii: "3")] + Array("456789".utf8))
        }
    }

    @Test(arguments: [FaultAction.Kind.status, .resetBeforeResponse])
    func `a request can fail in its middle, and nothing is stored`(kind: FaultAction.Kind) async throws {
        try await StorageWire.with(FaultAction(kind, status: 503, bytes: 1000), method: "PUT") { wire in
            _ = await StorageWire.failure { _ = try await wire.send(.put, "/models/y", [:], Self.content) }
            let status = try await wire.object("y").status
            #expect(status == 404)
        }
    }

    @Test func `expireToken refuses the token from then on, and no other`() async throws {
        try await StorageWire.with { wire, simulator in
            let old = try simulator.world.identity.accessToken(
                for: IdentityAuthority.serviceAccount, scopes: [IdentityAuthority.cloudPlatform])
            let new = try simulator.world.identity.accessToken(
                for: IdentityAuthority.serviceAccount, scopes: [IdentityAuthority.cloudPlatform])
            simulator.world.faults.add([FaultRule(listener: .storage, action: FaultAction(.expireToken))])
            for (token, status) in [(old, 401), (old, 401), (new, 404)] {
                let answer = try await wire.send(
                    .get, "/storage/v1/b/models/o/none", ["Authorization": "Bearer \(token)"])
                #expect(answer.status == status)
            }
        }
    }

    #if os(Linux)
    @Test(arguments: [FaultAction.Moment.before, .during, .after])
    func `kill ends the client's process, and the request is applied or not`(moment: FaultAction.Moment) async throws {
        let action = FaultAction(.kill, bytes: 1000, side: .request, moment: moment)
        try await StorageWire.with(action, method: "PUT", path: "/models/y") { wire in
            let script = """
                import sys, urllib.request
                urllib.request.urlopen(urllib.request.Request(sys.argv[1], data=b"x" * 300000, method="PUT"))
                """
            let client = Process()
            client.executableURL = URL(filePath: "/usr/bin/env")
            client.arguments = ["python3", "-c", script, wire.base + "/models/y"]
            let ended = AsyncStream<Void> { feed in client.terminationHandler = { _ in feed.finish() } }
            try client.run()
            for await _ in ended {}
            #expect(client.terminationReason == .uncaughtSignal)
            #expect(client.terminationStatus == 9)
            let status = try await wire.object("y").status
            #expect(status == (moment == .after ? 200 : 404))
        }
    }
    #endif
}
