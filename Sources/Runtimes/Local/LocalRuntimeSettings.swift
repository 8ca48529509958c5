package import Domain

/// Where the local runtime keeps its things and how it starts an engine.
package struct LocalRuntimeSettings: Sendable {
    /// Holds one directory per service: its record and its log.
    package var directory: String
    /// The directory of a bucket, as an engine is to see it.
    package var bucketDirectory: @Sendable (_ bucket: String) -> String
    /// The words that start an engine; the recipe's arguments follow them.
    package var commands: [EngineKind: [String]]
    /// Smallest first.
    package var accelerators: [Accelerator]
    /// Pause between two looks at a process or a log.
    package var interval: Duration
    /// How long an engine may take to end by itself before it is killed.
    package var stopGrace: Duration

    package init(
        directory: String, bucketDirectory: @escaping @Sendable (_ bucket: String) -> String,
        commands: [EngineKind: [String]] = [.vllm: ["vllm", "serve"], .ollama: ["ollama", "serve"]],
        accelerators: [Accelerator], interval: Duration = .milliseconds(500), stopGrace: Duration = .seconds(10)
    ) {
        self.directory = directory
        self.bucketDirectory = bucketDirectory
        self.commands = commands
        self.accelerators = accelerators
        self.interval = interval
        self.stopGrace = stopGrace
    }
}
