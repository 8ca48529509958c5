import Digests
import Domain
import Foundation
import Synchronization

/// What a change knows of the thing that it changes, for its audit line.
final class AuditNote: Sendable {
    /// Set around the body of every change.
    @TaskLocal static var current: AuditNote?

    private let values = Mutex<(before: String?, after: String?)>((nil, nil))

    var before: String? { values.withLock { $0.before } }
    var after: String? { values.withLock { $0.after } }

    /// An etag, or nothing when there was no such thing.
    static func before(tag: String?) { current?.values.withLock { $0.before = tag } }
    static func before(_ value: some Encodable) { current?.values.withLock { $0.before = digest(value) } }
    static func after(_ value: some Encodable) { current?.values.withLock { $0.after = digest(value) } }

    /// Notes what a change returned, where that is the thing as it is afterwards and the change has noted nothing.
    func afterUnlessNoted(_ value: some Any) {
        guard after == nil else { return }
        let digest: String? =
            switch value {
            case let service as Service: Self.digest(service)
            case let access as ServiceAccess: Self.digest(access)
            case let snapshot as ImportSnapshot: Self.digest(snapshot)
            case let rule as IdleRule: Self.digest(rule)
            default: nil
            }
        values.withLock { $0.after = digest }
    }

    /// SHA-256 of the value's canonical JSON.
    static func digest(_ value: some Encodable) -> String? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else { return nil }
        var hash = SHA256()
        hash.update(data)
        return "sha256:" + Hex.encode(hash.finalized())
    }
}
