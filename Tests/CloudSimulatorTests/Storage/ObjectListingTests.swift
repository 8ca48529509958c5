import Foundation
import Testing

@testable import CloudSimulator

struct ObjectListingTests {
    private func objects(_ names: [String]) -> [ObjectRecord] {
        names.sorted().map { name in
            ObjectRecord(
                bucket: "b", name: name, generation: 1, metageneration: 1, size: 0, crc32c: 0,
                attributes: ObjectAttributes(), created: .distantPast, updated: .distantPast, extents: []
            )
        }
    }

    private let names = ["a", "b/1", "b/2", "c", "d/", "d/x/y"]

    @Test(arguments: 1...7) func `pages of any size together give every entry once, in order`(limit: Int) {
        var listing = ObjectListing(delimiter: "/", limit: limit)
        var seen: [String] = []
        repeat {
            let page = listing.page(of: objects(names))
            #expect(page.items.count + page.prefixes.count <= limit)
            seen += (page.items.map(\.name) + page.prefixes).sorted()
            listing.after = page.next
        } while listing.after != nil
        #expect(seen == ["a", "b/", "c", "d/"])
    }

    @Test func `a prefix with a delimiter shows one level`() {
        let page = ObjectListing(prefix: "d/", delimiter: "/").page(of: objects(names))
        #expect(page.items.map(\.name) == ["d/"])
        #expect(page.prefixes == ["d/x/"])
    }

    @Test func `offsets include the start and exclude the end`() {
        let page = ObjectListing(startOffset: "b/2", endOffset: "d/").page(of: objects(names))
        #expect(page.items.map(\.name) == ["b/2", "c"])
    }

    @Test(arguments: [
        ("*", ["a", "c"]), ("**", ["a", "b/1", "b/2", "c", "d/", "d/x/y"]), ("b/?", ["b/1", "b/2"]),
        ("{a,c}", ["a", "c"]), ("b/[!1]", ["b/2"]), ("**/y", ["d/x/y"]),
    ])
    func `matchGlob`(pattern: String, expected: [String]) throws {
        let page = ObjectListing(glob: try ObjectGlob(pattern)).page(of: objects(names))
        #expect(page.items.map(\.name) == expected)
    }
}
