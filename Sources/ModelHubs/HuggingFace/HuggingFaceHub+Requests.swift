import Domain
import Foundation
import ModelFormats
import NIOCore
import NIOFoundationCompat
import Outbound

extension HuggingFaceHub {
    private static let pageLimit = 32 << 20
    /// A thousand entries each: no repository comes near.
    private static let mostPages = 1000

    func headers(_ token: Secret?) -> OutboundHeaders {
        token.map { ["Authorization": "Bearer \($0.reveal())"] } ?? [:]
    }

    /// One JSON answer, and the link to the next page.
    func page(_ url: String, name: HuggingFaceReference?, what: String, token: Secret?) async throws
        -> (value: JSONValue, next: String?)
    {
        let (bytes, next) = try await bytes(url, name: name, what: what, token: token)
        do {
            return (try JSONValue(parsing: bytes), next)
        } catch {
            throw Self.unreadable(what)
        }
    }

    /// Every page of a list, until there is no next one or `body` has enough (returns false).
    func pages(
        _ url: String, name: HuggingFaceReference?, what: String, token: Secret?, body: ([JSONValue]) throws -> Bool
    ) async throws {
        var seen: Set<String> = []
        var current = url
        while seen.insert(current).inserted, seen.count <= Self.mostPages {
            let (bytes, next) = try await bytes(current, name: name, what: what, token: token)
            guard let entries = (try? JSONValue(parsing: bytes))?.list else {
                throw Self.unreadable(what)
            }
            guard try body(entries), let next else { return }
            guard address.owns(next) else {
                throw Problem(
                    .sourceUnavailable, "The hub's next page is elsewhere",
                    detail: "\(what) goes on at \(OutboundError.place(of: next)), which is not the configured hub",
                    fix: "Use a mirror that rewrites its page links, or the hub itself."
                )
            }
            current = next
        }
        throw Problem(
            .sourceUnavailable, "The hub's list does not end", detail: "\(what) repeats a page or has too many")
    }

    private func bytes(_ url: String, name: HuggingFaceReference?, what: String, token: Secret?) async throws
        -> (ByteBuffer, String?)
    {
        let request = OutboundRequest(.get, url, headers: headers(token), redirects: .standard, retry: .idempotent)
        return try await translating(hub: Self.title) {
            let response = try await client.sendWhole(request, upTo: Self.pageLimit)
            guard response.status == 200 else {
                throw await problem(response, name: name, what: what, hasToken: token != nil)
            }
            return (try await response.collect(upTo: Self.pageLimit), HubLink.next(response.headers["Link"]))
        }
    }

    private static func unreadable(_ what: String) -> Problem {
        Problem(
            .sourceUnavailable, "The hub's answer is unreadable",
            detail: "\(what) is not the JSON that the hub documents")
    }
}
