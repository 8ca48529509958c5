import ServiceLifecycle

/// A simulator that accepts connections.
package struct RunningSimulator: Sendable {
    package let endpoints: SimulatorEndpoints
    package var stateDirectory: String { world.configuration.stateDirectory }
    /// The parts that tests and the control API reach into: faults, throttle, recorded requests.
    package let world: SimulatorWorld
    private let group: ServiceGroup
    private let task: Task<Void, any Error>

    init(
        endpoints: SimulatorEndpoints, world: SimulatorWorld, group: ServiceGroup, onEnd: @escaping @Sendable () -> Void
    ) {
        self.endpoints = endpoints
        self.world = world
        self.group = group
        // The listeners outlive `start`: this one task owns them, and `run` and `stop` wait for it.
        task = Task {
            defer { onEnd() }
            try await group.run()
        }
    }

    /// Serves until the calling task is cancelled, then lets open requests end (at most two seconds) and returns.
    package func run() async throws {
        let group = group
        try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            Task { await group.triggerGracefulShutdown() }
        }
    }

    /// Stops accepting, lets open requests end (at most two seconds), and returns when all is closed.
    package func stop() async {
        await group.triggerGracefulShutdown()
        _ = await task.result
    }
}
