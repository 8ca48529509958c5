import Digests
import Foundation

/// Makes and checks the links that the hubs redirect to: signed, and good for a while only.
struct SignedLinks: Sendable {
    private let base: String
    private let key: [UInt8]
    /// Seconds that a link is good for.
    let lifetime: Int

    /// - Parameters:
    ///   - base: the origin of the host that serves the links.
    ///   - seed: what the signing key follows from; the same seed accepts links of an earlier run.
    init(base: String, seed: UInt64, lifetime: Int = 3600) {
        self.base = base
        self.lifetime = lifetime
        var sha = SHA256()
        sha.update("content delivery \(seed)".utf8)
        key = sha.finalized()
    }

    /// The whole URL for a path on that host.
    func link(to path: String, now: Date = Date()) -> String {
        let expires = Int(now.timeIntervalSince1970) + lifetime
        return
            "\(base)\(path)?Expires=\(expires)&Key-Pair-Id=SIMULATOR&Signature=\(signature(of: path, expires: expires))"
    }

    enum Verdict: Sendable, Equatable {
        case good
        case expired
        case forged
    }

    /// What a link's query is worth.
    func verify(path: String, query: QueryParameters, now: Date = Date()) -> Verdict {
        guard let expires = query["Expires"].flatMap({ Int($0) }), let signature = query["Signature"],
            signature == self.signature(of: path, expires: expires)
        else { return .forged }
        return Int(now.timeIntervalSince1970) < expires ? .good : .expired
    }

    private func signature(of path: String, expires: Int) -> String {
        Hex.encode(authenticationCode("\(path)|\(expires)"))
    }

    /// HMAC-SHA-256 (RFC 2104).
    private func authenticationCode(_ text: String) -> [UInt8] {
        let blockSize = 64
        let padded = key + [UInt8](repeating: 0, count: blockSize - key.count)
        var inner = SHA256()
        inner.update(padded.map { $0 ^ 0x36 })
        inner.update(text.utf8)
        var outer = SHA256()
        outer.update(padded.map { $0 ^ 0x5C })
        outer.update(inner.finalized())
        return outer.finalized()
    }
}
