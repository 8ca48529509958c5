package import Domain

/// Where the local runtime keeps its things and how it starts an engine.
package struct LocalRuntimeSettings: Sendable {
    /// Holds one directory per service: its record and its log.
    package var directory: String
    /// The directory of a bucket, as an engine is to see it.
    package var bucketDirectory: @Sendable (_ bucket: String) -> String
    /// The words that start an engine; the recipe's arguments follow them.
    package var commands: [EngineKind: [String]]
    /// The host itself, for engines that run without a GPU.
    package var host: Accelerator
    /// What runs containers; nil: none is used.
    package var containers: ContainerTool?
    /// Pause between two looks at a process or a log.
    package var interval: Duration
    /// How long an engine may take to end by itself before it is killed.
    package var stopGrace: Duration
    package var supervision: SupervisionSettings
    /// Where the devices are read.
    package var devices: DeviceReader

    package init(
        directory: String, bucketDirectory: @escaping @Sendable (_ bucket: String) -> String,
        commands: [EngineKind: [String]] = [
            .vllm: ["vllm", "serve"], .ollama: ["ollama", "serve"], .llamacpp: ["llama-server"],
        ],
        host: Accelerator, containers: ContainerTool? = nil, interval: Duration = .milliseconds(500),
        stopGrace: Duration = .seconds(10), supervision: SupervisionSettings = SupervisionSettings(),
        devices: DeviceReader = DeviceReader(sources: [])
    ) {
        self.directory = directory
        self.bucketDirectory = bucketDirectory
        self.commands = commands
        self.host = host
        self.containers = containers
        self.interval = interval
        self.stopGrace = stopGrace
        self.supervision = supervision
        self.devices = devices
    }
}

/// How a supervisor cares for engines.
package struct SupervisionSettings: Sendable, Hashable {
    /// Pause between two looks at all services.
    package var interval = Duration.seconds(1)
    /// Pause between two questions to an engine's health path.
    package var healthInterval = Duration.seconds(10)
    /// Answers other than 2xx in a row after which a service counts as degraded, and after which it is started again.
    package var degradedAfter = 3
    package var hungAfter = 12
    /// The first pause before a restart; each further one is twice as long.
    package var firstPause = 1.0
    package var longestPause = 60.0
    /// Restarts in a row after which it is given up.
    package var restartLimit = 5
    /// An engine that ran so long, in seconds, starts the count anew.
    package var steady = 600.0
    /// Pause between two measurements of an engine, for its charts.
    package var sampleInterval = Duration.seconds(15)
    /// Bytes of a log after which a new part is begun.
    package var logLimit: UInt64 = 10 << 20

    package init() {}
}
