import Foundation
import JWT
import NIOCore
package import Outbound

/// The public keys of an issuer, fetched when they are needed.
///
/// A set is used as long as its `Cache-Control` says, one hour at most. A key id that it does not hold makes us look
/// again, once a minute at most, so that tokens with invented ids cannot make us hammer the issuer. Keys that were read
/// once are used for a day while the issuer cannot be reached.
package actor PublishedKeys {
    static let longestAnswer = 256 * 1024
    static let shortestInterval: Double = 60
    static let longestUse: Double = 3600
    static let longestEmergency: Double = 86400

    private let address: String
    private let client: OutboundClient
    private let now: @Sendable () -> Double
    private var keys = JSONWebKeySet(keys: [])
    private var fetchedAt: Double?
    private var freshUntil: Double = 0
    private var triedAt: Double?
    private var fetching: Task<(JSONWebKeySet, Double), any Error>?

    /// - Parameters:
    ///   - address: a JSON Web Key Set (RFC 7517).
    ///   - now: seconds since 1970.
    package init(
        _ address: String, client: OutboundClient,
        now: @escaping @Sendable () -> Double = { Date().timeIntervalSince1970 }
    ) {
        self.address = address
        self.client = client
        self.now = now
    }

    /// The token, its signature checked by the key that its `kid` names and by `algorithm` only.
    ///
    /// - Throws: `JWTError`; `unknownKey` when the issuer has no such key or cannot be asked.
    func verified(_ text: String, algorithm: JWTAlgorithm) async throws -> JSONWebToken {
        let token = try JSONWebToken(reading: text)
        guard token.header["alg"]?.string == algorithm.rawValue else {
            throw JWTError(.wrongAlgorithm, "\(algorithm.rawValue) is expected")
        }
        guard let keyID = token.keyID, (1...200).contains(keyID.utf8.count) else {
            throw JWTError(.unknownKey, "no key is named")
        }
        guard let key = try await key(keyID), key.algorithm == algorithm else {
            throw JWTError(.unknownKey, "no key has the id that the token names")
        }
        return try token.verified(by: key)
    }

    private func key(_ keyID: String) async throws -> VerificationKey? {
        if now() < freshUntil, let key = keys.key(keyID) { return key }
        if let fetching {
            _ = try? await fetching.value
        } else if triedAt.map({ now() - $0 >= Self.shortestInterval }) ?? true {
            try await refresh()
        }
        guard let fetchedAt, now() - fetchedAt < Self.longestEmergency else {
            throw JWTError(.unknownKey, "the issuer's keys cannot be read now")
        }
        return keys.key(keyID)
    }

    private func refresh() async throws {
        triedAt = now()
        let (address, client) = (address, client)
        let task = Task { try await Self.fetch(address, client) }
        fetching = task
        defer { fetching = nil }
        guard let (found, life) = try? await task.value, !found.keys.isEmpty else { return }
        keys = found
        fetchedAt = now()
        freshUntil = now() + min(max(life, Self.shortestInterval), Self.longestUse)
    }

    private static func fetch(_ address: String, _ client: OutboundClient) async throws -> (JSONWebKeySet, Double) {
        let request = OutboundRequest(
            .get, address, timeouts: OutboundTimeouts(head: .seconds(5), stall: nil, total: .seconds(10)),
            retry: RetryPolicy(attempts: 2, initialDelay: .milliseconds(200), deadline: .seconds(10))
        )
        let response = try await client.sendWhole(request, upTo: longestAnswer)
        guard response.status == 200 else { throw JWTError(.unknownKey, "the issuer answered \(response.status)") }
        let life = response.headers["Cache-Control"].flatMap(maximumAge) ?? 0
        let body = try await response.collect(upTo: longestAnswer)
        return (try JSONWebKeySet(json: Array(body.readableBytesView)), life)
    }

    private static func maximumAge(_ header: String) -> Double? {
        header.lowercased().firstMatch(of: #/max-age=([0-9]{1,9})/#).flatMap { Double($0.output.1) }
    }
}
