import Outbound
import TestSupport
import Testing

@testable import CloudSimulator

/// The table of the resumable protocol, row by row, over a socket.
struct StorageAPIResumableTests {
    private static let unit = StorageWire.unit
    private static let content = DeterministicBytes.make(2 * unit + 100)
    private static let total = content.count

    @Test func `a session tells how much it has until it has all`() async throws {
        try await StorageWire.with { wire, _ in
            let session = try await wire.begin("big")
            let empty = try await wire.put(session, "*/*")
            #expect(empty.status == 308)
            #expect(empty.headers["Range"] == nil)
            #expect(empty.headers["Location"] == nil)

            let first = try await wire.put(
                session, "0-\(Self.unit - 1)/*", Array(Self.content[..<Self.unit]))
            #expect(first.status == 308)
            #expect(first.headers["Range"] == "bytes=0-\(Self.unit - 1)")
            #expect(try await wire.put(session, "*/\(Self.total)").headers["Range"] == "bytes=0-\(Self.unit - 1)")
            #expect(try await wire.object("big").status == 404)

            let rest = try await wire.put(
                session, "\(Self.unit)-\(Self.total - 1)/\(Self.total)", Array(Self.content[Self.unit...]))
            #expect(rest.status == 200)
            #expect(rest.member("size") == "\(Self.total)")
            #expect(try await wire.media("big").bytes == Self.content)
            let again = try await wire.put(session, "*/\(Self.total)")
            #expect(again.status == 200)
            #expect(again.member("generation") == rest.member("generation"))
        }
    }

    @Test func `bytes that are stored already may come again, a gap may not`() async throws {
        try await StorageWire.with { wire, _ in
            let session = try await wire.begin("big")
            _ = try await wire.put(session, "0-\(Self.unit - 1)/\(Self.total)", Array(Self.content[..<Self.unit]))
            let gap = try await wire.put(
                session, "\(2 * Self.unit)-\(Self.total - 1)/\(Self.total)", Array(Self.content[(2 * Self.unit)...]))
            #expect(gap.status == 503)
            let whole = try await wire.put(session, "0-\(Self.total - 1)/\(Self.total)", Self.content)
            #expect(whole.status == 200)
            #expect(try await wire.media("big").bytes == Self.content)
        }
    }

    @Test func `a chunk in the middle that is no multiple of 256 KiB keeps whole multiples only`() async throws {
        try await StorageWire.with { wire, _ in
            let session = try await wire.begin("big")
            let odd = Self.unit + 7
            let kept = try await wire.put(session, "0-\(odd - 1)/*", Array(Self.content[..<odd]))
            #expect(kept.status == 308)
            #expect(kept.headers["Range"] == "bytes=0-\(Self.unit - 1)")
            let small = try await wire.put(session, "\(Self.unit)-\(Self.unit + 9)/*", Array(repeating: 1, count: 10))
            #expect(small.status == 400)
        }
    }

    @Test func `an empty object, and a stream that ends without bytes`() async throws {
        try await StorageWire.with { wire, _ in
            let empty = try await wire.put(try await wire.begin("empty"), "*/0")
            #expect(empty.status == 200)
            #expect(empty.member("crc32c") == "AAAAAA==")
            let session = try await wire.begin("stream")
            _ = try await wire.put(session, "0-\(Self.unit - 1)/*", Array(Self.content[..<Self.unit]))
            let ended = try await wire.put(session, "*/\(Self.unit)")
            #expect(ended.status == 200)
            #expect(ended.member("size") == "\(Self.unit)")
        }
    }

    @Test func `a declared size binds`() async throws {
        try await StorageWire.with { wire, _ in
            let session = try await wire.begin("big", ["X-Upload-Content-Length": "\(Self.total)"])
            let other = try await wire.put(session, "0-9/10", Array(repeating: 1, count: 10))
            #expect(other.status == 400)
            #expect(try await wire.put(session, "0-\(Self.total - 1)/\(Self.total)", Self.content).status == 200)
        }
    }

    @Test func `a wrong sum makes no object and ends the session`() async throws {
        try await StorageWire.with { wire, _ in
            let text = Array("123456789".utf8)
            let session = try await wire.begin("x")
            let wrong = try await wire.put(session, "0-8/9", text, ["x-goog-hash": "crc32c=AAAAAA=="])
            #expect(wrong.status == 400)
            #expect(wrong.text.contains("4waSgw=="))
            #expect(try await wire.object("x").status == 404)
            #expect(try await wire.put(session, "*/9").status == 410)
            let named = try await wire.begin("x", [:], #"{"crc32c": "4waSgw==", "metadata": {"k": "v"}}"#)
            #expect(try await wire.put(named, "0-8/9", text).status == 200)
        }
    }

    @Test func `a cancelled session answers 499 and takes nothing more`() async throws {
        try await StorageWire.with { wire, _ in
            let session = try await wire.begin("x")
            #expect(try await wire.send(.delete, session, ["Content-Length": "0"]).status == 499)
            #expect(try await wire.put(session, "0-0/1", [1]).status == 499)
            #expect(try await wire.object("x").status == 404)
            #expect(try await wire.put(session + "x", "*/*").status == 404)
        }
    }

    @Test func `preconditions are looked at when it begins and when it ends`() async throws {
        try await StorageWire.with { wire, _ in
            let session = try await wire.begin("x", query: "&ifGenerationMatch=0")
            let other = try await wire.put(try await wire.begin("x"), "0-0/1", [1])
            #expect(other.status == 200)
            #expect(try await wire.put(session, "0-0/1", [2]).status == 412)
            #expect(try await wire.media("x").bytes == [1])
            #expect(try await wire.begin("x", query: "&ifGenerationMatch=0") == "status 412")
        }
    }

    @Test func `308 can be had as 200 with a header`() async throws {
        try await StorageWire.with { wire, _ in
            let answer = try await wire.put(try await wire.begin("x"), "*/*", [], ["X-GUploader-No-308": "yes"])
            #expect(answer.status == 200)
            #expect(answer.headers["X-HTTP-Status-Code-Override"] == "308")
        }
    }
}
