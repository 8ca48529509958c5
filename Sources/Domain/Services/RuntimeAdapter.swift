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
    /// The services, and the regions that could not be looked at. Throws only when nothing could be listed.
    func listing() async throws -> ServiceListing
    /// - Throws: `not-found`.
    func service(_ id: ServiceID) async throws -> Service
    /// The wish that a service stands for, with every argument and variable that is deployed, the engine's own too.
    /// - Throws: `not-found`; `unsupported` for a service that says no model.
    func spec(of id: ServiceID) async throws -> ServiceSpec
    /// Says what a change would do, field by field. Changes nothing; the plan is applied by ``deploy(_:)``.
    ///
    /// What the change does not name stays, whoever has set it. Behind ``RuntimeCapabilities/updates``.
    /// - Parameters:
    ///   - manifest: of the model that is served; nil when its bucket has none, and then only what needs no recipe can
    ///     be changed.
    ///   - next: of the revision that the change names.
    ///   - facts: of the model that will be served.
    func plan(
        _ change: ServiceChange, of id: ServiceID, manifest: ModelManifest?, next: ModelManifest?,
        knowing facts: PlanFacts
    ) async throws -> ServicePlan
    /// The newest first. Behind ``RuntimeCapabilities/hasRevisions``.
    func revisions(_ id: ServiceID) async throws -> [ServiceRevision]
    /// Sends all traffic to an earlier revision that is ready; nil: the one before the revision that serves.
    /// The next deploy or update takes the traffic to its own revision again.
    func rollBack(_ id: ServiceID, to revision: String?) async throws -> Service
    /// Divides the traffic; the shares total 100. Behind ``RuntimeCapabilities/hasRevisions``.
    func setTraffic(_ shares: [TrafficShare], of id: ServiceID) async throws -> Service
    /// No instance runs any more, and none is started; everything else stays. Behind ``RuntimeCapabilities/stops``.
    func stop(_ id: ServiceID) async throws -> Service
    /// Undoes ``stop(_:)``.
    func start(_ id: ServiceID) async throws -> Service
    /// What would go and what would stay. Deletes nothing.
    func deletion(_ id: ServiceID) async throws -> ServiceDeletion
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
    /// A service can be changed in place.
    package var updates: Bool
    /// Earlier revisions are kept, and traffic can go to them.
    package var hasRevisions: Bool
    /// A service can be stopped and started.
    package var stops: Bool

    package init(
        name: String, regions: [String], accelerators: [Accelerator], engines: [EngineKind], loaders: [Loader],
        scalesToZero: Bool, hasMetrics: Bool, hasNetworks: Bool, pricesKnown: Bool, updates: Bool = false,
        hasRevisions: Bool = false, stops: Bool = false
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
        self.updates = updates
        self.hasRevisions = hasRevisions
        self.stops = stops
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
    /// The engine's lines that show why it failed; empty otherwise.
    package var lines: [String]

    package init(service: ServiceID, state: ServiceState, message: String, at: String, lines: [String] = []) {
        self.lines = lines
        self.service = service
        self.state = state
        self.message = message
        self.at = at
    }
}
