package import Domain

/// Which buckets and which runtime a target means.
package protocol TargetResolver: Sendable {
    /// - Throws: `unsupported` when this manager has no such target (`local` switched off).
    func buckets(of target: Target) throws -> any BucketProvider
    func runtime(of target: Target) throws -> any RuntimeAdapter
}

/// The usual composition: one provider and one runtime maker for projects, and one of each for this machine.
package struct FixedTargets: TargetResolver {
    package var cloud: (buckets: any BucketProvider, runtime: @Sendable (String) throws -> any RuntimeAdapter)?
    package var local: (buckets: any BucketProvider, runtime: any RuntimeAdapter)?

    package init(
        cloud: (buckets: any BucketProvider, runtime: @Sendable (String) throws -> any RuntimeAdapter)?,
        local: (buckets: any BucketProvider, runtime: any RuntimeAdapter)?
    ) {
        self.cloud = cloud
        self.local = local
    }

    package func buckets(of target: Target) throws -> any BucketProvider {
        switch target {
        case .project: if let cloud { return cloud.buckets }
        case .local: if let local { return local.buckets }
        }
        throw Self.missing(target)
    }

    package func runtime(of target: Target) throws -> any RuntimeAdapter {
        switch target {
        case .project(let id): if let cloud { return try cloud.runtime(id) }
        case .local: if let local { return local.runtime }
        }
        throw Self.missing(target)
    }

    private static func missing(_ target: Target) -> Problem {
        Problem(
            .unsupported, "Not a target of this manager", detail: "nothing is configured for ‘\(target)’",
            fix: target == .local ? "Start the manager with a data directory." : "Configure Google credentials."
        )
    }
}
