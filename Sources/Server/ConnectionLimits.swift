/// What one process holds open and waits for, so that slow and greedy clients do not starve the others.
package struct ConnectionLimits: Sendable, Hashable {
    /// Connections at a time; more wait in the system's queue.
    package var connections: Int
    /// How long a connection may be silent: before the head of a request is whole, within its body, between requests.
    package var idle: Duration
    /// How long an answer may wait for a client that does not read it.
    package var stall: Duration
    /// How long the body of a request may take in all.
    package var body: Duration
    /// How long requests are taken after SIGTERM: those that were sent before it are answered.
    package var drain: Duration
    /// How long requests that were accepted may go on after SIGTERM. Cloud Run ends a process ten seconds after it.
    package var shutdown: Duration

    /// How long handlers may go on after SIGTERM: a second is left to answer for those that are given up.
    var patience: Duration { max(.zero, shutdown - .seconds(1)) }

    package init(
        connections: Int = 20_000, idle: Duration = .seconds(60), stall: Duration = .seconds(60),
        body: Duration = .seconds(30),
        drain: Duration = .seconds(1), shutdown: Duration = .seconds(7)
    ) {
        self.connections = connections
        self.idle = idle
        self.stall = stall
        self.body = body
        self.drain = drain
        self.shutdown = shutdown
    }
}
