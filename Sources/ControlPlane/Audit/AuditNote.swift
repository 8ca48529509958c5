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

    /// Both take nil for a thing that was, or is, not there. The two of one change are views of the same thing, so that
    /// they are equal when nothing has changed.
    static func before(_ value: (some Encodable)?) {
        let digest = value.flatMap { lasting($0) }
        current?.values.withLock { $0.before = digest }
    }
    static func after(_ value: (some Encodable)?) {
        let digest = value.flatMap { lasting($0) }
        current?.values.withLock { $0.after = digest }
    }

    /// Notes what a change returned, where that is the thing as it is afterwards and the change has noted nothing.
    func afterUnlessNoted(_ value: some Any) {
        guard after == nil else { return }
        let digest: String? =
            switch value {
            case let service as Service: Self.lasting(service)
            case let access as ServiceAccess: Self.lasting(access)
            case let snapshot as ImportSnapshot: Self.lasting(snapshot)
            case let rule as IdleRule: Self.lasting(rule)
            default: nil
            }
        values.withLock { $0.after = digest }
    }

    /// The digest of what of a thing changes only when somebody changes it: a service starts and is proven, an import
    /// counts bytes, and both are still the same.
    static func lasting(_ value: some Encodable) -> String? {
        switch value {
        case let service as Service: digest(service.lasting)
        case let snapshot as ImportSnapshot: digest(snapshot.lasting)
        default: digest(value)
        }
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

extension Service {
    /// Without what moves by itself: the state (but for a stop), instances, the proof, and the tags that count them.
    fileprivate var lasting: Service {
        var service = self
        if case .stopped = state {} else { service.state = .ready }
        service.instances = nil
        service.proof = nil
        service.etag = nil
        service.updatedAt = nil
        return service
    }
}

extension ImportSnapshot {
    /// What is imported where, for whom, and what became of it; without what it counts on its way.
    fileprivate var lasting: [String] {
        [id, target.description, bucket, model.description, startedBy, state.name]
    }
}
