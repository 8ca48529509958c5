import Domain
import Foundation

/// The words that run an engine in a container, and what of them stands in the environment instead.
///
/// The container shares the host's network, so that the engine's loopback address is this machine's; the bucket is
/// read-only at the same path; values of variables come from the environment and stand in no list of processes.
struct ContainerWords: Sendable {
    var tool: ContainerTool
    var name: String
    var owner: String
    var recipe: ContainerRecipe
    var place: DevicePlace?
    /// The directory of the bucket.
    var root: String
    /// What the engine is to find in its environment.
    var variables: [String: String]
    /// Whether Podman knows a card by its id; else it is named by its number.
    var knowsID: @Sendable (_ uuid: String) -> Bool = { ContainerDevices.isNamed($0) }

    /// What the container program itself needs of our environment: where its daemon, its settings and its images are.
    static let clientVariables: Set<String> = [
        "PATH", "HOME", "USER", "LANG", "TMPDIR", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME",
        "DBUS_SESSION_BUS_ADDRESS", "SSH_AUTH_SOCK", "DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG",
        "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH", "CONTAINER_HOST", "CONTAINER_CONNECTION", "CONTAINERS_CONF",
        "CONTAINERS_CONF_OVERRIDE", "CONTAINERS_STORAGE_CONF", "CONTAINERS_REGISTRIES_CONF",
    ]

    var words: [String] {
        var words = tool.words + ["run", "--rm", "--init", "--name", name, "--network", "host"]
        words += ["--label", "\(ContainerTool.ownerLabel)=\(owner)"]
        // A bucket keeps its labels where SELinux rules.
        words += ["--security-opt", "label=disable", "--volume", "\(root):\(root):ro"]
        words += devices
        words += inside.keys.sorted().flatMap { name in
            // What would change the program that starts the container is given by value.
            Self.clientVariables.contains(name) ? ["--env", "\(name)=\(inside[name] ?? "")"] : ["--env", name]
        }
        if let first = recipe.command.first { words += ["--entrypoint", first] }
        return words + [recipe.image] + recipe.command.dropFirst() + recipe.arguments
    }

    /// The environment of the program that starts the container.
    func environment(ours: [String: String]) -> [String: String] {
        let client = ours.filter { Self.clientVariables.contains($0.key) }
        return client.merging(inside.filter { !Self.clientVariables.contains($0.key) }) { own, _ in own }
    }

    private var inside: [String: String] {
        var inside = variables
        // The chosen cards are all that there are inside; without any, none is to be seen.
        if place?.devices.isEmpty != true { inside["CUDA_VISIBLE_DEVICES"] = nil }
        if place?.devices.isEmpty == true { inside["NVIDIA_VISIBLE_DEVICES"] = "void" }
        return inside
    }

    /// Podman takes cards by the names of the container device interface, Docker by its own flag.
    private var devices: [String] {
        guard let place, !place.devices.isEmpty else { return [] }
        if tool.isPodman {
            return place.devices.flatMap { device in
                ["--device", "nvidia.com/gpu=\(knowsID(device.uuid) ? device.uuid : String(device.index))"]
            }
        }
        return ["--gpus", "\"device=\(place.devices.map(\.uuid).joined(separator: ","))\""]
    }
}
