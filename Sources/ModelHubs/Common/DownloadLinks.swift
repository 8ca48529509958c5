import Outbound
import Synchronization

/// Where a hub's links to files have led to lately: signed addresses on another host.
///
/// A large file is fetched in many ranges. Asking the hub again for each would cost a round trip and one of the few
/// thousand requests that it allows in five minutes; so the address is used until it is refused or ten minutes old.
/// It belongs to the credentials that it was given to, and to nobody else.
final class DownloadLinks: Sendable {
    private struct Key: Hashable {
        var url: String
        var authorization: String?
    }

    private struct Link {
        var url: String
        var since: ContinuousClock.Instant
    }

    private static let lifetime = Duration.seconds(600)
    private static let most = 256

    private let links = Mutex<[Key: Link]>([:])

    func link(for url: String, _ headers: OutboundHeaders) -> String? {
        let now = ContinuousClock.now
        return links.withLock { links in
            guard let link = links[Self.key(url, headers)], now - link.since < Self.lifetime else { return nil }
            return link.url
        }
    }

    func keep(_ link: String, for url: String, _ headers: OutboundHeaders) {
        let now = ContinuousClock.now
        links.withLock { links in
            if links.count >= Self.most { links = links.filter { now - $0.value.since < Self.lifetime } }
            if links.count >= Self.most { links = [:] }
            links[Self.key(url, headers)] = Link(url: link, since: now)
        }
    }

    func forget(_ url: String, _ headers: OutboundHeaders) {
        links.withLock { $0[Self.key(url, headers)] = nil }
    }

    private static func key(_ url: String, _ headers: OutboundHeaders) -> Key {
        Key(url: url, authorization: headers["Authorization"])
    }
}
