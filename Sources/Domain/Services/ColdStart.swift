/// One start of a revision as it was measured, from the request to the first token: a line of the cold-start ledger.
///
/// The ledger lies in the model's bucket (``BucketLayout/coldStartsPrefix``). It feeds the prediction of later starts.
package struct ColdStart: Sendable, Hashable, Codable {
    /// When the start began: RFC 3339, UTC.
    package var at: String
    package var service: ServiceID
    package var revision: String?
    package var model: ModelIdentity
    package var engine: EngineKind
    package var accelerator: String
    package var loader: Loader
    /// Bytes of the weights that were read.
    package var weights: ByteCount
    /// In the order in which they were seen.
    package var phases: [Phase]
    /// Whether the engine answered in the end.
    package var isReady: Bool

    package init(
        at: String, service: ServiceID, revision: String?, model: ModelIdentity, engine: EngineKind,
        accelerator: String, loader: Loader, weights: ByteCount, phases: [Phase], isReady: Bool
    ) {
        self.at = at
        self.service = service
        self.revision = revision
        self.model = model
        self.engine = engine
        self.accelerator = accelerator
        self.loader = loader
        self.weights = weights
        self.phases = phases
        self.isReady = isReady
    }

    package var seconds: Double { phases.reduce(0) { $0 + $1.seconds } }

    /// A stretch of a start, named like the ``ServiceState`` that it was spent in.
    package struct Phase: Sendable, Hashable, Codable {
        package var state: String
        package var seconds: Double

        package init(state: String, seconds: Double) {
            self.state = state
            self.seconds = seconds
        }
    }
}
