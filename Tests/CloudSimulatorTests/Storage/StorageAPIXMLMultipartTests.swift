import Outbound
import TestSupport
import Testing

@testable import CloudSimulator

/// How strict the multipart dialect is, over a socket.
struct StorageAPIXMLMultipartTests {
    private static let big = DeterministicBytes.make(5 << 20)

    private static func begin(_ wire: StorageWire, _ name: String = "x") async throws -> String {
        let answer = try await wire.send(.post, "/models/\(name)?uploads", ["Content-Length": "0"])
        return try #require(answer.text.firstMatch(of: /<UploadId>([^<]+)<\/UploadId>/).map { String($0.1) })
    }

    private static func part(
        _ wire: StorageWire, _ id: String, _ number: Int, _ bytes: [UInt8], name: String = "x", hash: String? = nil
    ) async throws -> StorageWire.Answer {
        try await wire.send(
            .put, "/models/\(name)?partNumber=\(number)&uploadId=\(id)", hash.map { ["x-goog-hash": $0] } ?? [:], bytes)
    }

    private static func complete(
        _ wire: StorageWire, _ id: String, _ parts: [(Int, String?)], name: String = "x"
    ) async throws -> StorageWire.Answer {
        let list = parts.map { "<Part><PartNumber>\($0.0)</PartNumber><ETag>\($0.1 ?? "")</ETag></Part>" }.joined()
        let body = "<CompleteMultipartUpload>\(list)</CompleteMultipartUpload>"
        return try await wire.send(
            .post, "/models/\(name)?uploadId=\(id)", ["Content-Type": "application/xml"], Array(body.utf8))
    }

    private static func code(_ answer: StorageWire.Answer) -> String? {
        answer.text.firstMatch(of: /<Code>([^<]+)<\/Code>/).map { String($0.1) }
    }

    @Test func `complete takes exactly the parts that are there, in order, with their ETags`() async throws {
        try await StorageWire.with { wire, _ in
            let id = try await Self.begin(wire)
            let first = try await Self.part(wire, id, 1, Self.big).headers["ETag"]
            let second = try await Self.part(wire, id, 2, [1, 2, 3]).headers["ETag"]
            #expect(first?.hasPrefix("\"") == true)
            let refusals: [([(Int, String?)], String)] = [
                ([(2, second), (1, first)], "InvalidPartOrder"), ([(1, first), (1, first)], "InvalidPartOrder"),
                ([(1, second), (2, first)], "InvalidPart"), ([(1, first), (3, second)], "InvalidPart"),
                ([], "MalformedXML"),
            ]
            for (parts, expected) in refusals {
                let answer = try await Self.complete(wire, id, parts)
                #expect(answer.status == 400)
                #expect(Self.code(answer) == expected)
            }
            #expect(try await wire.object("x").status == 404)
            let done = try await Self.complete(wire, id, [(1, first), (2, second)])
            #expect(done.status == 200)
            #expect(done.text.contains("<CompleteMultipartUploadResult"))
            let object = try await wire.object("x")
            #expect(object.member("size") == "\(Self.big.count + 3)")
            #expect(object.member("md5Hash") == nil)
            let again = try await Self.complete(wire, id, [(1, first), (2, second)])
            #expect(again.status == 404)
            #expect(Self.code(again) == "NoSuchUpload")
        }
    }

    @Test func `a part that is not the last has 5 MiB at least`() async throws {
        try await StorageWire.with { wire, _ in
            let id = try await Self.begin(wire)
            let first = try await Self.part(wire, id, 1, Array(Self.big.dropLast())).headers["ETag"]
            let second = try await Self.part(wire, id, 2, [1]).headers["ETag"]
            let answer = try await Self.complete(wire, id, [(1, first), (2, second)])
            #expect(Self.code(answer) == "EntityTooSmall")
            #expect(try await Self.complete(wire, id, [(1, first)]).status == 200)
        }
    }

    @Test(arguments: [0, 10_001, -1])
    func `part numbers are 1 to 10000`(number: Int) async throws {
        try await StorageWire.with { wire, _ in
            let answer = try await Self.part(wire, try await Self.begin(wire), number, [1])
            #expect(answer.status == 400)
            #expect(Self.code(answer) == "InvalidArgument")
        }
    }

    @Test func `a part with another sum than its header says is not stored`() async throws {
        try await StorageWire.with { wire, _ in
            let id = try await Self.begin(wire)
            let wrong = try await Self.part(wire, id, 1, Array("123456789".utf8), hash: "crc32c=AAAAAA==")
            #expect(wrong.status == 400)
            #expect(Self.code(wrong) == "BadDigest")
            let right = try await Self.part(wire, id, 1, Array("123456789".utf8), hash: "crc32c=4waSgw==")
            #expect(right.status == 200)
            let listed = try await wire.send(.get, "/models/x?uploadId=\(id)")
            #expect(listed.text.matches(of: /<Part>/).count == 1)
        }
    }

    @Test func `an upload belongs to its name, and lists come in pages`() async throws {
        try await StorageWire.with { wire, _ in
            let id = try await Self.begin(wire)
            #expect(Self.code(try await Self.part(wire, id, 1, [1], name: "y")) == "NoSuchUpload")
            for number in 1...3 { _ = try await Self.part(wire, id, number, [UInt8(number)]) }
            let page = try await wire.send(.get, "/models/x?uploadId=\(id)&max-parts=2")
            #expect(page.text.contains("<IsTruncated>true</IsTruncated>"))
            #expect(page.text.contains("<NextPartNumberMarker>2</NextPartNumberMarker>"))
            let rest = try await wire.send(.get, "/models/x?uploadId=\(id)&max-parts=2&part-number-marker=2")
            #expect(rest.text.contains("<IsTruncated>false</IsTruncated>"))
            #expect(rest.text.contains("<PartNumber>3</PartNumber>"))
            #expect(try await wire.send(.delete, "/models/x?uploadId=\(id)").status == 204)
            #expect(try await wire.send(.delete, "/models/x?uploadId=\(id)").status == 404)
        }
    }

    @Test func `preconditions do not exist in this dialect`() async throws {
        try await StorageWire.with { wire, _ in
            let answer = try await wire.send(
                .post, "/models/x?uploads", ["Content-Length": "0", "x-goog-if-generation-match": "0"])
            #expect(answer.status == 400)
        }
    }
}
