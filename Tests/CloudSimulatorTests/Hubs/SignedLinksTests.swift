import Foundation
import Hummingbird
import NIOCore
import Testing

@testable import CloudSimulator

struct SignedLinksTests {
    private let links = SignedLinks(base: "http://cdn", seed: 7, lifetime: 60)
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func verify(_ link: String, path: String = "/a/b", at time: Date) -> SignedLinks.Verdict {
        let url = String(link.dropFirst("http://cdn".count))
        let head = HTTPRequest(method: .get, scheme: "http", authority: "cdn", path: url)
        let request = Request(head: head, body: .init(buffer: ByteBuffer()))
        return links.verify(path: path, query: QueryParameters(request), now: time)
    }

    @Test func `a link is good until it expires`() {
        let link = links.link(to: "/a/b", now: now)
        #expect(verify(link, at: now.addingTimeInterval(59)) == .good)
        #expect(verify(link, at: now.addingTimeInterval(60)) == .expired)
    }

    @Test func `a link for another path or with another time is forged`() {
        let link = links.link(to: "/a/b", now: now)
        #expect(verify(link, path: "/a/c", at: now) == .forged)
        #expect(verify(link.replacing("Expires=18", with: "Expires=19"), at: now) == .forged)
    }
}
