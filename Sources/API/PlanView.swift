package import Domain

/// `POST /api/services/plan` and `…/deploy`: what to run. What is left out is chosen, and shown in the plan.
package struct DeployRequest: Sendable, Hashable, Codable {
    package var bucket: String
    package var source: String
    package var id: String
    /// Left out: the bucket's only (or newest) pin of that id.
    package var pin: String?
    package var name: String?
    package var region: String?
    package var engine: String?
    package var accelerator: String?
    package var cpu: Int?
    /// Bytes.
    package var memory: Int64?
    package var minInstances: Int?
    package var maxInstances: Int?
    package var concurrency: Int?
    package var contextLength: Int?
    /// `mount`, `stream`, `copy`, `directory`.
    package var loader: String?
    package var zonalRedundancy: Bool?
    /// `private` (default) or `public`.
    package var access: String?
    package var serviceAccount: String?
    /// The network that the service's own requests go through; left out: what the project's settings say. With
    /// `{"kind": "google"}` it has none, whatever they say.
    package var network: ServiceNetworkView?
    package var image: String?
    package var arguments: [String]?
    package var environment: [String: String]?
    /// Variables whose values Secret Manager holds: `NAME: {"name": SECRET, "version": "latest"}`.
    package var secrets: [String: SecretView]?
    /// What one busy instance generates in a second, for the price of a million tokens.
    package var tokensPerSecond: Double?
    /// On this machine: seconds without a request after which the engine ends; the next request starts it.
    package var idleSeconds: Int?
    /// The `basedOn` of the plan that was confirmed: deploying refuses with `plan-outdated` when the service moved since.
    package var basedOn: String?

    package init(bucket: String, source: String, id: String, pin: String? = nil) {
        self.bucket = bucket
        self.source = source
        self.id = id
        self.pin = pin
    }
}

/// A version of a secret, by name; its value never passes here.
package struct SecretView: Sendable, Hashable, Codable {
    /// The secret's name in the service's project, or `projects/NUMBER/secrets/NAME`.
    package var name: String
    /// A version's number, or `latest` (which is meant when it is left out).
    package var version: String?

    package init(name: String, version: String? = nil) {
        self.name = name
        self.version = version
    }
}

/// What a deploy would create, change or refuse. Settings that may be secrets are masked, in the request too.
package struct PlanView: Sendable, Hashable, Codable {
    package var region: String
    package var name: String
    /// The model, as a deploy names it; left out by managers before 1.0.
    package var bucket: String?
    package var source: String?
    package var modelId: String?
    package var pin: String?
    package var engine: String
    package var image: String
    package var command: [String]
    package var arguments: [String]
    package var environment: [String: String]
    package var port: Int
    package var accelerator: String?
    package var cpu: Int?
    package var memory: Int64?
    package var minInstances: Int
    package var maxInstances: Int
    package var concurrency: Int
    package var contextLength: Int?
    package var loader: String?
    /// Of the GPU; false without one.
    package var zonalRedundancy: Bool
    package var access: String
    package var serviceAccount: String?
    package var network: ServiceNetworkView?
    /// Variables that come from secrets, by reference.
    package var secrets: [String: SecretView]
    package var servedName: String
    /// `generation` or `embedding`.
    package var proof: String
    package var fit: FitView
    package var cost: CostView?
    package var quota: [QuotaUseView]
    package var start: StartView?
    package var probe: StartupProbe?
    /// What the instance's memory is for.
    package var shape: [PlanLine]
    package var changes: [String]
    package var problems: [Finding]
    package var canApply: Bool
    package var basedOn: String?
    package var predictedStartSeconds: Double?
    package var requestPreview: String
    /// Field by field what an existing service would have after it.
    package var diff: [FieldChange]

    package init(_ plan: ServicePlan) {
        region = plan.id.region
        name = plan.id.name
        bucket = plan.spec.bucket
        source = plan.spec.model.source.rawValue
        modelId = plan.spec.model.id
        pin = plan.spec.model.pin
        engine = plan.recipe.engine.rawValue
        image = plan.recipe.image
        command = SecretMask.maskedWords(plan.recipe.command)
        arguments = SecretMask.maskedWords(plan.recipe.arguments)
        environment = Dictionary(
            uniqueKeysWithValues: plan.recipe.environment.map { ($0, SecretMask.masked($1, named: $0)) })
        port = plan.recipe.port
        accelerator = plan.spec.accelerator
        cpu = plan.spec.cpu
        memory = plan.spec.memory?.bytes
        minInstances = plan.spec.minInstances
        maxInstances = plan.spec.maxInstances
        concurrency = plan.recipe.concurrency
        contextLength = plan.spec.contextLength
        loader = plan.spec.loader?.rawValue
        zonalRedundancy = plan.spec.zonalRedundancy
        access = plan.spec.access.rawValue
        serviceAccount = plan.spec.serviceAccount
        network = plan.spec.network.map(ServiceNetworkView.init)
        secrets = plan.spec.secrets.mapValues { SecretView(name: $0.name, version: $0.version) }
        servedName = plan.recipe.servedName
        proof = plan.recipe.proof.rawValue
        fit = FitView(plan.fit)
        cost = plan.cost.map(CostView.init)
        quota = plan.quota.map(QuotaUseView.init)
        start = plan.start.map(StartView.init)
        probe = plan.recipe.probe
        shape = plan.shape
        changes = plan.changes
        problems = plan.problems.map(Finding.init)
        canApply = plan.canApply
        basedOn = plan.basedOn
        predictedStartSeconds = plan.predictedStart
        requestPreview = plan.requestPreview
        diff = plan.diff
    }

    package struct Finding: Sendable, Hashable, Codable {
        /// `warning` or `error`.
        package var severity: String
        package var code: String
        package var detail: String
        package var fix: String?

        init(_ problem: PlanProblem) {
            severity = problem.severity.rawValue
            code = problem.code
            detail = problem.detail
            fix = problem.fix
        }
    }
}
