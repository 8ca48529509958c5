package import Domain
package import Logging

/// The use cases that the HTTP API and the command line both call, one small struct per noun.
///
/// A use case takes the ``RequestContext`` first, checks its role, and returns Domain values; what goes wrong is a
/// `Problem`. Everything that touches the world is handed in: this type makes no client of its own.
package struct ControlPlane: Sendable {
    package let dependencies: Dependencies
    private let deploys: DeployManager

    package init(_ dependencies: Dependencies) {
        self.dependencies = dependencies
        deploys = DeployManager(now: dependencies.now)
    }

    package var buckets: Buckets { Buckets(dependencies) }
    package var models: Models { Models(dependencies) }
    package var imports: Imports { Imports(dependencies) }
    package var services: Services { Services(dependencies, deploys: deploys) }
    package var projects: Projects { Projects(dependencies) }
    package var declarations: Declarations { Declarations(self) }
    package var audit: Audit { Audit(dependencies) }
    package var doctor: Doctor { Doctor(dependencies) }
    package var local: LocalMachine { LocalMachine(dependencies) }

    /// Stops following deploys; what Google was asked to do goes on there.
    package func shutDown() async { await deploys.shutDown() }

    package struct Dependencies: Sendable {
        package var sources: [SourceKind: any ModelSource]
        package var targets: any TargetResolver
        package var engines: [EngineKind: any ServingEngine]
        package var catalog: any ModelCatalog
        package var care: any BucketCare
        package var importing: any ImportDirector
        /// Google's side of a project; nil where only the local target exists.
        package var google: (any ProjectFacts & ProjectChanges)?
        /// For the live check; nil where there is no Google.
        package var trial: (any ProjectTrial)?
        package var endpoints: any EndpointCaller
        /// What a plan reads of a model; nothing, unless handed in.
        package var inspector: any ModelInspector
        /// nil where the local target is off.
        package var machine: (any Machine)?
        package var audit: any AuditSink
        /// Where audit lines can be read again.
        package var auditLog: any AuditLog
        package var logger: Logger
        package var about: About
        /// What the hubs have said of their models lately.
        package let upstream = UpstreamPins()
        /// Where the settings of projects were found lately.
        package let settingsPlaces = SettingsPlaces()
        let bucketReads = SharedReads<[Bucket]>()
        let modelReads = SharedReads<ModelListing>()
        let importReads = SharedReads<ImportListing>()
        let serviceReads = SharedReads<ServiceListing>()
        /// RFC 3339, UTC.
        package var now: @Sendable () -> String

        package init(
            sources: [SourceKind: any ModelSource], targets: any TargetResolver,
            engines: [EngineKind: any ServingEngine], catalog: any ModelCatalog, care: any BucketCare,
            importing: any ImportDirector,
            google: (any ProjectFacts & ProjectChanges)?, endpoints: any EndpointCaller, audit: (any AuditSink)? = nil,
            auditLog: any AuditLog = AuditMemory(), logger: Logger, trial: (any ProjectTrial)? = nil, about: About,
            inspector: any ModelInspector = NoInspector(), machine: (any Machine)? = nil,
            now: @escaping @Sendable () -> String = Timestamp.now
        ) {
            self.sources = sources
            self.targets = targets
            self.engines = engines
            self.catalog = catalog
            self.care = care
            self.importing = importing
            self.google = google
            self.trial = trial
            self.endpoints = endpoints
            self.machine = machine
            self.audit = audit ?? LogAudit(logger: logger)
            self.auditLog = auditLog
            self.logger = logger
            self.about = about
            self.inspector = inspector
            self.now = now
        }
    }

    /// What this manager says of itself.
    package struct About: Sendable, Hashable {
        package var version: String
        package var isSimulated: Bool
        /// A local runtime is on: `local` can be chosen as target.
        package var hasLocal: Bool
        /// Where services go when nothing else is said, and whose quota the project check shows.
        package var defaultRegion: String
        /// What carries our requests, and why it does.
        package var transport: String

        package init(
            version: String, isSimulated: Bool, hasLocal: Bool, defaultRegion: String = "us-central1",
            transport: String = ""
        ) {
            self.version = version
            self.isSimulated = isSimulated
            self.hasLocal = hasLocal
            self.defaultRegion = defaultRegion
            self.transport = transport
        }
    }
}
