package import Logging

/// What every simulated API is built from: settings, addresses, state on disk, the shared facts about projects.
package struct SimulatorWorld: Sendable {
    package let configuration: SimulatorConfiguration
    package let endpoints: SimulatorEndpoints
    package let state: StateDirectory
    /// The projects: existence, enabled services, billing, permissions.
    package let projects: ProjectRegistry
    /// Tokens and keys.
    package let identity: IdentityAuthority
    package let accounts: ServiceAccountStore
    /// What `entries:list` reads.
    package let logs: LogBook
    /// The requests that deployed services got: what Monitoring's figures are made of.
    package let meter: MeterBook
    /// The buckets and objects: what clients wrote, and what deployed services read.
    let storage: StorageStore
    /// The deployed services.
    let run: CloudRunStore
    /// The tasks of jobs, which are processes.
    let jobs: JobRunner
    let secrets: SecretStore
    package let faults: FaultController
    package let throttle: ThrottleController
    package let recorder: RequestRecorder
    package let logger: Logger

    /// Regions of Cloud Run that do not answer: version 1 names them in `unreachable`, version 2 answers with 503.
    package func setUnreachable(_ regions: Set<String>) { run.unreachable = regions }
}
