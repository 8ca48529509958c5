/// Where a model runs: Cloud Run, or this machine.
///
/// Errors are `Problem`s. What an implementation cannot do it says in ``capabilities``; a method behind a capability
/// that is off throws `unsupported`.
package protocol RuntimeAdapter: Sendable {
    var target: Target { get }
    var capabilities: RuntimeCapabilities { get }

    /// Says what a deploy would create, change or refuse. Changes nothing.
    /// - Parameters:
    ///   - manifest: the published model.
    ///   - facts: what was read of it beside; what is missing is estimated, and the plan says so.
    func plan(_ spec: ServiceSpec, of manifest: ModelManifest, knowing facts: PlanFacts) async throws -> ServicePlan

    /// Other places, accelerators and loaders for the same wish, the best first; a bounded number of them.
    func alternatives(to spec: ServiceSpec, of manifest: ModelManifest, knowing facts: PlanFacts) async throws
        -> [PlanAlternative]

    /// Applies a plan and follows it until the service is settled. The stream ends after a settled state.
    /// Dropping the stream stops following; it does not undo the deploy.
    /// - Throws (through the stream): `plan-outdated` when the world moved since the plan was made.
    func deploy(_ plan: ServicePlan) -> AsyncThrowingStream<DeployEvent, any Error>

    func services() async throws -> [Service]
    /// - Throws: `not-found`.
    func service(_ id: ServiceID) async throws -> Service
    /// No instance runs any more, and none is started; everything else stays.
    func stop(_ id: ServiceID) async throws -> Service
    /// Returns when the service is gone. Deleting what is not there throws `not-found`.
    func delete(_ id: ServiceID) async throws
    /// The newest lines that fit; ``LogPage/older`` leads to those before.
    func logs(_ id: ServiceID, _ query: LogQuery) async throws -> LogPage
    /// The newest lines that fit, then each new one until the stream is dropped: every line once, late ones too (they
    /// come when they arrive, so not always in the order of their times).
    func follow(_ id: ServiceID, _ query: LogQuery) -> AsyncThrowingStream<LogLine, any Error>
    func metrics(_ id: ServiceID, over range: MetricRange) async throws -> ServiceMetrics
    /// The address and how to authenticate to it.
    func endpoint(_ id: ServiceID) async throws -> ServiceEndpoint
}

extension RuntimeAdapter {
    /// A plan from the manifest alone.
    package func plan(_ spec: ServiceSpec, of manifest: ModelManifest) async throws -> ServicePlan {
        try await plan(spec, of: manifest, knowing: PlanFacts())
    }

    /// For runtimes that offer one way only.
    package func alternatives(
        to spec: ServiceSpec, of manifest: ModelManifest, knowing facts: PlanFacts
    ) async throws -> [PlanAlternative] { [] }
}

package struct RuntimeCapabilities: Sendable, Hashable, Codable {
    package var name: String
    package var regions: [String]
    package var accelerators: [Accelerator]
    package var engines: [EngineKind]
    package var loaders: [Loader]
    package var scalesToZero: Bool
    package var hasMetrics: Bool
    package var hasNetworks: Bool
    package var pricesKnown: Bool

    package init(
        name: String, regions: [String], accelerators: [Accelerator], engines: [EngineKind], loaders: [Loader],
        scalesToZero: Bool, hasMetrics: Bool, hasNetworks: Bool, pricesKnown: Bool
    ) {
        self.name = name
        self.regions = regions
        self.accelerators = accelerators
        self.engines = engines
        self.loaders = loaders
        self.scalesToZero = scalesToZero
        self.hasMetrics = hasMetrics
        self.hasNetworks = hasNetworks
        self.pricesKnown = pricesKnown
    }
}

/// A step of a deploy.
package struct DeployEvent: Sendable, Hashable, Codable {
    package var service: ServiceID
    package var state: ServiceState
    /// What happened, for people.
    package var message: String
    /// RFC 3339, UTC.
    package var at: String

    package init(service: ServiceID, state: ServiceState, message: String, at: String) {
        self.service = service
        self.state = state
        self.message = message
        self.at = at
    }
}
