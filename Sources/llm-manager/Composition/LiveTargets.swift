import ControlPlane
import Domain
import Foundation
import GoogleCloud
import Outbound
import Runtimes
import Stores

/// Google Cloud as one composition sees it.
struct CloudParts: Sendable {
    var api: GoogleAPIClient
    var outbound: OutboundClient
    /// The upload sessions of this process.
    var uploads: CloudUploads
    /// Which buckets this process has seen without a marker.
    let marks = BucketMarks()
    /// Read once a day.
    var prices: CatalogPrices

    var buckets: CloudBuckets { CloudBuckets(storage: StorageClient(api), uploads: uploads, marks: marks) }

    func runtime(_ project: String) -> CloudRunRuntime {
        let prices = prices
        let settings = CloudRunSettings(prices: { await prices.prices(in: $0) })
        return CloudRunRuntime(project: project, api: api, engines: outbound, settings: settings)
    }
}

/// Which buckets and which runtime a target means; without credentials every cloud call says what is missing.
struct LiveTargets: TargetResolver, BucketProvider {
    let cloud: Result<CloudParts, Problem>
    /// Data directory of the local target; nil when it is off.
    let data: String?
    let outbound: OutboundClient
    /// Learns which targets were asked about.
    let known: KnownTargets
    /// One for all local runtimes of this process: they share what was read.
    let devices = DeviceReader()

    func buckets(of target: Target) throws -> any BucketProvider {
        switch target {
        case .project:
            let buckets = try cloud.get().buckets
            known.add(target)
            return buckets
        case .local: return DirectoryBuckets(dataDirectory: try localData() + "/buckets")
        }
    }

    func runtime(of target: Target) throws -> any RuntimeAdapter {
        switch target {
        case .project(let id):
            let runtime = try cloud.get().runtime(id)
            known.add(target)
            return runtime
        case .local: return try localRuntime()
        }
    }

    /// - Throws: `unsupported` when the local target is off.
    func localRuntime() throws -> LocalRuntime {
        let data = try localData()
        return LocalRuntime(
            settings: LocalRuntimeSettings(
                directory: "\(data)/services", bucketDirectory: { "\(data)/buckets/\($0)" },
                commands: LocalMachine.commands(ProcessInfo.processInfo.environment), host: LocalMachine.cpu(),
                containers: ContainerTool.named(ProcessInfo.processInfo.environment["LLM_MANAGER_CONTAINERS"]),
                devices: devices
            ),
            client: outbound
        )
    }

    /// Google's answers about projects; nil never: without credentials each call throws what is missing.
    var facts: any ProjectFacts & ProjectChanges {
        switch cloud {
        case .success(let parts): GoogleProjects(parts.api)
        case .failure(let problem): MissingGoogle(problem: problem)
        }
    }

    func managedBuckets(in target: Target) async throws -> [Domain.Bucket] {
        try await buckets(of: target).managedBuckets(in: target)
    }

    func bucket(_ name: String, in target: Target) async throws -> Domain.Bucket {
        try await buckets(of: target).bucket(name, in: target)
    }

    func create(_ name: String, location: String, in target: Target) async throws -> Domain.Bucket {
        try await buckets(of: target).create(name, location: location, in: target)
    }

    func store(_ name: String, in target: Target) throws -> any ObjectStore {
        try buckets(of: target).store(name, in: target)
    }

    private func localData() throws -> String {
        guard let data else {
            throw Problem(
                .unsupported, "The local target is off", detail: "no data directory is set",
                fix: "Add --data DIR (or LLM_MANAGER_DATA)."
            )
        }
        return data.hasPrefix("/") ? data : FileManager.default.currentDirectoryPath + "/" + data
    }
}

/// What this machine offers without a GPU.
enum LocalMachine {
    /// The words that start each engine: `LLM_MANAGER_VLLM` and `LLM_MANAGER_OLLAMA` (separated by spaces), or the
    /// engine's own program from PATH.
    static func commands(_ environment: [String: String]) -> [EngineKind: [String]] {
        func words(_ name: String, _ usual: [String]) -> [String] {
            let set = environment[name]?.split(separator: " ").map(String.init) ?? []
            return set.isEmpty ? usual : set
        }
        return [
            .vllm: words("LLM_MANAGER_VLLM", ["vllm", "serve"]),
            .ollama: words("LLM_MANAGER_OLLAMA", ["ollama", "serve"]),
            .llamacpp: words("LLM_MANAGER_LLAMACPP", ["llama-server"]),
        ]
    }

    static func cpu() -> Accelerator {
        let shape = HostShape(
            cpu: ProcessInfo.processInfo.activeProcessorCount,
            memory: ByteCount(Int64(ProcessInfo.processInfo.physicalMemory))
        )
        return Accelerator(
            name: "cpu", memory: shape.memory, minimum: HostShape(cpu: 1, memory: .gib(1)), recommended: shape)
    }
}
