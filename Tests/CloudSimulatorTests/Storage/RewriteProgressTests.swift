import Foundation
import Testing

@testable import CloudSimulator

@Suite struct RewriteProgressTests {
    private static func bucket(_ location: String) -> BucketRecord {
        BucketRecord(
            name: location.lowercased(), project: "p", created: Date(), updated: Date(), metageneration: 1,
            settings: ["location": .string(location)], policy: IAMPolicy()
        )
    }

    private static func wish(
        from: String = "US", to: String = "EU", size: Int64 = 9 << 20, generation: Int64 = 7, targetClass: String? = nil
    ) -> RewriteWish {
        let source = ObjectRecord(
            bucket: "a", name: "o", generation: generation, metageneration: 1, size: size, crc32c: 0, md5: nil,
            componentCount: nil, attributes: ObjectAttributes(), created: Date(), updated: Date(), extents: []
        )
        return RewriteWish(
            source: source, target: "b/o", targetClass: targetClass, from: bucket(from), to: bucket(to))
    }

    private static func query(_ token: String? = nil, limit: Int? = nil) -> QueryParameters {
        var items: [String] = []
        if let token { items.append("rewriteToken=\(PercentCoding.encode(token))") }
        if let limit { items.append("maxBytesRewrittenPerCall=\(limit)") }
        return QueryParameters(form: items.joined(separator: "&"))
    }

    private static func token(_ progress: RewriteProgress) -> String? { progress.json["rewriteToken"]?.string }

    @Test func `bytes move between locations and storage classes only`() {
        #expect(Self.wish().movesBytes)
        #expect(!Self.wish(to: "US").movesBytes)
        #expect(Self.wish(to: "US", targetClass: "NEARLINE").movesBytes)
        #expect(!Self.wish(to: "US", targetClass: "STANDARD").movesBytes)
    }

    @Test func `a rewrite is walked to its end by its tokens`() throws {
        let wish = Self.wish()
        var progress = try RewriteProgress(Self.query(), wish)
        var steps: [Int64] = [progress.done]
        while !progress.isDone {
            progress = try RewriteProgress(Self.query(Self.token(progress)), wish)
            steps.append(progress.done)
        }
        #expect(steps == [4 << 20, 8 << 20, 9 << 20])
        #expect(try RewriteProgress(Self.query(), Self.wish(to: "US")).isDone)
        #expect(try RewriteProgress(Self.query(), Self.wish(size: 0)).isDone)
    }

    @Test func `a token holds for its own rewrite, and with the same limit`() throws {
        let first = try RewriteProgress(Self.query(limit: 1 << 20), Self.wish())
        #expect(first.done == 1 << 20)
        let token = try #require(Self.token(first))
        #expect(try RewriteProgress(Self.query(token, limit: 1 << 20), Self.wish()).done == 2 << 20)
        let others = [(Self.query(token), Self.wish()), (Self.query(token, limit: 1 << 20), Self.wish(generation: 8))]
        for (query, wish) in others + [(Self.query("nonsense"), Self.wish())] {
            #expect(throws: GoogleError.self) { try RewriteProgress(query, wish) }
        }
        for limit in [1, 1_000_000, (1 << 20) + 1] {
            #expect(throws: GoogleError.self) { try RewriteProgress(Self.query(limit: limit), Self.wish()) }
        }
    }
}
