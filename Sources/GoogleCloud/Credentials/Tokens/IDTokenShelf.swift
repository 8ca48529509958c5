import Foundation
import JWT

/// ID tokens at hand, by audience, so that a proxy does not ask for one with every request.
struct IDTokenShelf {
    /// Nobody calls more services than this at a time.
    private static let most = 256

    private var tokens: [String: AccessToken] = [:]

    func token(for audience: String, now: Date) -> String? {
        tokens[audience].flatMap { $0.expiry.timeIntervalSince(now) > TokenProvider.threshold ? $0.value : nil }
    }

    /// A token that does not say when it ends is not kept.
    mutating func keep(_ token: String, for audience: String) {
        guard let expiry = (try? JSONWebToken(reading: token))?.expiry else { return }
        if tokens.count >= Self.most, let oldest = tokens.min(by: { $0.value.expiry < $1.value.expiry }) {
            tokens[oldest.key] = nil
        }
        tokens[audience] = AccessToken(value: token, expiry: Date(timeIntervalSince1970: expiry))
    }
}
