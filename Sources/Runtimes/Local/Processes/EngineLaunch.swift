import Domain
import Foundation

/// How an engine of this machine is started: words and variables, whether it is a process or a container.
struct EngineLaunch: Sendable, Hashable {
    var words: [String]
    var environment: [String: String]
    /// nil for a native process.
    var container: String?

    /// Variables of ours that an engine needs to run; nothing that may be secret.
    private static let inherited: Set<String> = [
        "PATH", "HOME", "USER", "LANG", "TMPDIR", "LD_LIBRARY_PATH", "CUDA_HOME", "NVIDIA_VISIBLE_DEVICES",
        "ROCR_VISIBLE_DEVICES", "XDG_RUNTIME_DIR", "DOCKER_HOST", "CONTAINER_HOST",
    ]

    init(_ record: LocalServiceRecord, _ settings: LocalRuntimeSettings, environment ours: [String: String]) {
        let recipe = record.recipe
        var variables = recipe.environment
        if let place = record.place { variables.merge(place.environment) { _, pinned in pinned } }
        var inherited = ours.filter { Self.inherited.contains($0.key) }
        if record.place == nil { inherited["CUDA_VISIBLE_DEVICES"] = ours["CUDA_VISIBLE_DEVICES"] }
        environment = inherited.merging(variables) { _, given in given }
        environment[ProcessTable.variable] = record.token
        if let name = record.container, let program = settings.containers {
            container = name
            words = Self.containerWords(program, name, record, settings, variables: variables.keys.sorted())
        } else {
            container = nil
            words = (settings.commands[recipe.engine] ?? recipe.command) + Self.nativeArguments(of: recipe)
        }
    }

    /// The recipe's arguments without the words that the configured program stands for.
    static func nativeArguments(of recipe: ContainerRecipe) -> [String] {
        recipe.engine == .ollama && recipe.arguments.first == "serve"
            ? Array(recipe.arguments.dropFirst()) : recipe.arguments
    }

    /// The container shares the host's network, so that the engine's loopback address is this machine's; the bucket is
    /// read-only at the same path; values of variables come from the environment and stand in no list of processes.
    private static func containerWords(
        _ program: String, _ name: String, _ record: LocalServiceRecord, _ settings: LocalRuntimeSettings,
        variables: [String]
    ) -> [String] {
        let recipe = record.recipe
        let root = settings.bucketDirectory(record.spec.bucket)
        var words = [program, "run", "--rm", "--init", "--name", name, "--network", "host"]
        words += ["--volume", "\(root):\(root):ro"]
        if let place = record.place, !place.devices.isEmpty {
            // Podman takes devices by the names of the container device interface, Docker by its own flag.
            let ids = place.devices.map(\.uuid)
            if program.hasSuffix("podman") {
                words += ids.flatMap { ["--device", "nvidia.com/gpu=\($0)"] }
            } else {
                words += ["--gpus", "\"device=\(ids.joined(separator: ","))\""]
            }
        }
        // Inside, the chosen devices are all there are.
        words += variables.filter { $0 != "CUDA_VISIBLE_DEVICES" }.flatMap { ["--env", $0] }
        if let first = recipe.command.first { words += ["--entrypoint", first] }
        return words + [recipe.image] + recipe.command.dropFirst() + recipe.arguments
    }
}
