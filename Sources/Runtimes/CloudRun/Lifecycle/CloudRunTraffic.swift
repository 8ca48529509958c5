import Domain
import GoogleCloud

/// A service's `traffic` list: reading it, and the lists that changes need.
enum CloudRunTraffic {
    static let latest = "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST"
    static let revision = "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION"

    /// As the service says it; one share for the latest revision when it says nothing.
    static func shares(_ service: GoogleJSON) -> [TrafficShare] {
        let addresses = (service["trafficStatuses"]?.array ?? []).reduce(into: [String: String]()) { found, status in
            if let tag = status["tag"]?.string { found[tag] = status["uri"]?.string }
        }
        let shares = (service["traffic"]?.array ?? []).map { target in
            let tag = target["tag"]?.string.flatMap { $0.isEmpty ? nil : $0 }
            return TrafficShare(
                revision: target["type"]?.string == revision ? target["revision"]?.string : nil,
                percent: Int(target["percent"]?.integer ?? 0), tag: tag, url: tag.flatMap { addresses[$0] }
            )
        }
        return shares.isEmpty ? [TrafficShare(revision: nil, percent: 100)] : shares
    }

    static func targets(_ shares: [TrafficShare]) -> GoogleJSON {
        .array(
            shares.map { share in
                var target: GoogleJSON = ["type": .string(share.revision == nil ? latest : revision)]
                target["revision"] = share.revision.map { .string($0) }
                if share.percent > 0 { target["percent"] = .integer(Int64(share.percent)) }
                target["tag"] = share.tag.map { .string($0) }
                return target
            }
        )
    }

    /// The revision that gets most of the requests: its short name; nil while nothing serves.
    static func serving(_ service: GoogleJSON) -> String? {
        let ready = service["latestReadyRevision"]?.string?.split(separator: "/").last.map(String.init)
        guard ready != nil else { return nil }
        let most = shares(service).max { $0.percent < $1.percent }
        return most?.revision ?? ready
    }

    /// Everything goes to one revision; tags stay where they are.
    static func all(to revision: String?, _ service: GoogleJSON) -> GoogleJSON {
        let tagged = shares(service).filter { $0.tag != nil }.map {
            TrafficShare(revision: $0.revision, percent: 0, tag: $0.tag)
        }
        return targets([TrafficShare(revision: revision, percent: 100)] + tagged)
    }

    static func toLatest(_ service: GoogleJSON) -> GoogleJSON { all(to: nil, service) }

    /// Traffic that a roll-back had fixed follows the newest revision again; any other division is the user's.
    static func resume(_ service: inout GoogleJSON) {
        guard service["annotations"]?[CloudRunMarks.rolledBack] != nil else { return }
        service["traffic"] = toLatest(service)
        service["annotations"]?[CloudRunMarks.rolledBack] = nil
    }

    /// Revisions that a person has given a share by hand, so that a new one does not get everything.
    static func divided(_ service: GoogleJSON) -> [TrafficShare] {
        guard service["annotations"]?[CloudRunMarks.rolledBack] == nil else { return [] }
        return shares(service).filter { $0.revision != nil && $0.percent > 0 }
    }

    /// What goes to the latest revision now goes to that revision also when there will be a later one.
    static func held(_ service: GoogleJSON) -> GoogleJSON {
        guard let ready = service["latestReadyRevision"]?.string?.split(separator: "/").last.map(String.init) else {
            return service["traffic"] ?? []
        }
        var held: [TrafficShare] = []
        for var share in shares(service) {
            share.revision = share.revision ?? ready
            if share.tag == nil, let index = held.firstIndex(where: { $0.revision == share.revision && $0.tag == nil })
            {
                held[index].percent += share.percent
            } else {
                held.append(share)
            }
        }
        return targets(held)
    }
}
