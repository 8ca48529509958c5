package import Domain

/// `GET /api/services/{region}/{name}/revisions`, the newest first.
package struct RevisionList: Sendable, Hashable, Codable {
    package var revisions: [RevisionView]

    package init(_ revisions: [ServiceRevision]) { self.revisions = revisions.map(RevisionView.init) }
}

package struct RevisionView: Sendable, Hashable, Codable {
    package var name: String
    package var createdAt: String?
    /// `starting`, `ready`, `retired` (ready, without traffic) or `failed`.
    package var state: String
    package var problem: ProblemView?
    /// Its share of the traffic, in percent.
    package var percent: Int
    package var tags: [String]
    package var image: String?
    /// Every setting by name, to compare two revisions by; what may be secret is masked.
    package var settings: [String: String]

    init(_ revision: ServiceRevision) {
        name = revision.name
        createdAt = revision.createdAt
        state = revision.state.rawValue
        problem = revision.problem.map { ProblemView($0, status: $0.code.status, requestID: nil) }
        percent = revision.percent
        tags = revision.tags
        image = revision.image
        settings = revision.settings
    }
}

/// `POST /api/services/{region}/{name}/rollback`.
package struct RollbackRequest: Sendable, Hashable, Codable {
    /// Left out: the revision before the one that serves.
    package var revision: String?
    package init(revision: String? = nil) { self.revision = revision }
}

/// `PUT /api/services/{region}/{name}/traffic`: the whole division; the percents total 100.
package struct TrafficRequest: Sendable, Hashable, Codable {
    package var shares: [TrafficShareView]
    package init(shares: [TrafficShareView]) { self.shares = shares }
}

package struct TrafficShareView: Sendable, Hashable, Codable {
    /// Left out: whichever ready revision is the latest.
    package var revision: String?
    package var percent: Int
    /// Gives the revision an address of its own.
    package var tag: String?
    /// The tag's address; answers only.
    package var url: String?

    package init(_ share: TrafficShare) {
        revision = share.revision
        percent = share.percent
        tag = share.tag
        url = share.url
    }

    package var share: TrafficShare {
        TrafficShare(
            revision: revision.flatMap { $0.isEmpty ? nil : $0 }, percent: percent,
            tag: tag.flatMap { $0.isEmpty ? nil : $0 }
        )
    }
}

/// `GET /api/services/{region}/{name}/deletion`: what a delete takes away and what it leaves, a sentence each.
package struct DeletionView: Sendable, Hashable, Codable {
    package var goes: [String]
    package var stays: [String]

    package init(_ deletion: ServiceDeletion) {
        goes = deletion.goes
        stays = deletion.stays
    }
}

/// `GET /api/services/{region}/{name}/starts`: measured starts, the newest first.
package struct ColdStartList: Sendable, Hashable, Codable {
    package var starts: [ColdStartView]

    package init(_ starts: [ColdStart]) { self.starts = starts.map(ColdStartView.init) }
}

package struct ColdStartView: Sendable, Hashable, Codable {
    package var at: String
    package var revision: String?
    package var accelerator: String
    package var loader: String
    package var weightBytes: Int64
    package var seconds: Double
    package var phases: [ColdStart.Phase]
    /// Whether the engine answered in the end.
    package var ready: Bool

    init(_ start: ColdStart) {
        at = start.at
        revision = start.revision
        accelerator = start.accelerator
        loader = start.loader.rawValue
        weightBytes = start.weights.bytes
        seconds = start.seconds
        phases = start.phases
        ready = start.isReady
    }
}
