/// How a simulator is started. Every value has a default that suits a test: free ports, no throttle, no delay.
package struct SimulatorConfiguration: Sendable {
    /// Where everything lives that a real cloud would keep; created when missing.
    package var stateDirectory: String
    /// The control listener's port, the others follow in the order of `SimulatorListener`. `nil`: the ports of the
    /// last run in this state directory when they are still free, otherwise any free ones.
    package var basePort: Int?
    /// Bytes a second that bodies flow with, per listener; a listener without an entry is unlimited.
    package var rates: [SimulatorListener: Int]
    /// How long a long-running operation (deploy, enable an API) takes.
    package var operationDelay: Duration
    /// The seed of everything that is drawn by chance.
    package var seed: UInt64
    /// What fails, and when.
    package var faults: FaultPlan
    /// Whether a call without credentials is refused. A token that is sent is always checked.
    package var requireAuthentication: Bool
    /// Directories whose subdirectories are served as models by the simulated hub.
    package var models: [String]
    /// Whether more than about one write a second to one object name is answered with 429.
    package var limitsObjectWrites: Bool
    /// Entries of a page of a file list of the simulated Hugging Face; the hub's own number is 1000.
    package var treePageSize: Int
    /// Seconds that a link of the hubs to a file is good for.
    package var linkLifetime: Int
    /// Path of llm-manager itself, which the tasks of jobs run whatever their image; nil: jobs cannot run.
    package var program: String?

    package init(
        stateDirectory: String,
        basePort: Int? = nil,
        rates: [SimulatorListener: Int] = [:],
        operationDelay: Duration = .zero,
        seed: UInt64 = 1,
        faults: FaultPlan = FaultPlan(),
        requireAuthentication: Bool = false,
        models: [String] = [],
        limitsObjectWrites: Bool = true,
        treePageSize: Int = 1000,
        linkLifetime: Int = 3600,
        program: String? = nil
    ) {
        self.stateDirectory = stateDirectory
        self.basePort = basePort
        self.rates = rates
        self.operationDelay = operationDelay
        self.seed = seed
        self.faults = faults
        self.requireAuthentication = requireAuthentication
        self.models = models
        self.limitsObjectWrites = limitsObjectWrites
        self.treePageSize = treePageSize
        self.linkLifetime = linkLifetime
        self.program = program
    }
}
