/// How imports are run as Cloud Run jobs; what is nil is taken from the manager's own service.
package struct ImportJobSettings: Sendable {
    /// The image of this program; nil: that of the Cloud Run service that we are.
    package var image: String?
    /// E-mail of the account that the tasks run as; nil: our own service's, else the project's default.
    package var serviceAccount: String?
    /// Where the job runs; nil: the bucket's region.
    package var region: String?
    /// Tasks of one import at most, where their number is ours to choose.
    package var mostTasks: Int
    /// Bytes in flight of one task; sets its memory.
    package var byteBudget: Int64
    /// Seconds of one attempt of a task: a day, what every project may use.
    package var timeout: Int
    /// New attempts of a task that failed.
    package var maxRetries: Int
    /// What the tasks' environment gets besides; no secrets.
    package var environment: [String: String]
    /// Pause between two looks at execution and journals.
    package var pollInterval: Duration
    /// How long a right to read the token's secret may take to spread.
    package var grantGrace: Duration

    package init(
        image: String? = nil, serviceAccount: String? = nil, region: String? = nil, mostTasks: Int = 8,
        byteBudget: Int64 = 256 << 20, timeout: Int = 86_400, maxRetries: Int = 3,
        environment: [String: String] = [:], pollInterval: Duration = .seconds(2),
        grantGrace: Duration = .seconds(90)
    ) {
        self.image = image
        self.serviceAccount = serviceAccount
        self.region = region
        self.mostTasks = mostTasks
        self.byteBudget = byteBudget
        self.timeout = timeout
        self.maxRetries = maxRetries
        self.environment = environment
        self.pollInterval = pollInterval
        self.grantGrace = grantGrace
    }

    /// Whole GiB: twice the bytes in flight and half a GiB for the rest, as the system counts it.
    var memoryGiB: Int { max(1, Int((byteBudget * 2 + (512 << 20) + (1 << 30) - 1) >> 30)) }
}
