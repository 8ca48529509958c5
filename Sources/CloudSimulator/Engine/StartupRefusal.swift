/// What keeps a revision from starting before its container runs a line: its image, its secrets, its network; and the
/// failures that a user of the simulator asks for by name.
struct StartupRefusal: Sendable {
    /// A variable of the container that asks for a failure: `out-of-memory`, `cuda-out-of-memory`,
    /// `unsupported-architecture`, `probe-timeout`, `min-instances`, `no-gpu`.
    static let variable = "SIMULATOR_FAILURE"

    let secrets: SecretStore?
    let project: String

    func refusal(of template: JSONValue, serviceAccount: String) -> StartupCheck.Outcome? {
        for container in template["containers"]?.array ?? [] {
            let image = container["image"]?.string ?? ""
            // The images that the simulated registry lacks, or does not give out.
            if image.contains("does-not-exist") {
                return .failed(reason: "CONTAINER_MISSING", log: [], message: "Image '\(image)' not found.")
            }
            if image.contains("not-authorized") {
                return .failed(
                    reason: "CONTAINER_IMAGE_UNAUTHORIZED", log: [],
                    message: "Google Cloud Run Service Agent must have permission to read the image, \(image)."
                )
            }
            if let missing = secret(of: container, serviceAccount: serviceAccount) { return missing }
            if let asked = asked(of: container) { return asked }
        }
        for interface in template["vpcAccess"]?["networkInterfaces"]?.array ?? [] {
            let names = [interface["network"]?.string, interface["subnetwork"]?.string].compactMap { $0 }
            guard let name = names.first(where: { $0.contains("does-not-exist") }) else { continue }
            return .failed(reason: "VPC_NETWORK_NOT_FOUND", log: [], message: "VPC network '\(name)' not found.")
        }
        return nil
    }

    private func secret(of container: JSONValue, serviceAccount: String) -> StartupCheck.Outcome? {
        guard let secrets else { return nil }
        for variable in container["env"]?.array ?? [] {
            guard let reference = variable["valueSource"]?["secretKeyRef"], let secret = reference["secret"]?.string
            else { continue }
            let version = reference["version"]?.string ?? "latest"
            let name = "projects/\(project)/secrets/\(secret)/versions/\(version)"
            guard (try? secrets.value(of: secret, version: version, in: project)) != nil else {
                return .failed(
                    reason: "SECRETS_ACCESS_CHECK_FAILED", log: [], message: "Secret \(name) was not found."
                )
            }
            guard secrets.grants(secret, to: serviceAccount, in: project) else {
                return .failed(
                    reason: "SECRETS_ACCESS_CHECK_FAILED", log: [],
                    message: "Permission denied on secret: \(name) for Revision service account \(serviceAccount). The "
                        + "service account used must be granted the 'Secret Manager Secret Accessor' role "
                        + "(roles/secretmanager.secretAccessor) at the secret, project or higher level."
                )
            }
        }
        return nil
    }

    private func asked(of container: JSONValue) -> StartupCheck.Outcome? {
        let variable = (container["env"]?.array ?? []).first { $0["name"]?.string == Self.variable }
        switch variable?["value"]?.string {
        case "out-of-memory":
            return .failed(
                reason: "HEALTH_CHECK_CONTAINER_ERROR",
                log: [
                    "Loading safetensors checkpoint shards:  50% Completed | 1/2",
                    "Memory limit of 32768 MiB exceeded with 33012 MiB used. Consider increasing the memory limit, see "
                        + "https://cloud.google.com/run/docs/configuring/memory-limits",
                ]
            )
        case "cuda-out-of-memory":
            return .failed(
                reason: "HEALTH_CHECK_CONTAINER_ERROR",
                log: [
                    "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 448.00 MiB. GPU 0 has a total capacity "
                        + "of 22.03 GiB of which 310.12 MiB is free.",
                    "RuntimeError: Engine core initialization failed. See root cause above.",
                ]
            )
        case "unsupported-architecture":
            return .failed(
                reason: "HEALTH_CHECK_CONTAINER_ERROR",
                log: [
                    "ValueError: Model architectures ['FutureForCausalLM'] are not supported for now. Supported "
                        + "architectures: dict_keys(['LlamaForCausalLM', 'Qwen3ForCausalLM'])"
                ]
            )
        case "probe-timeout":
            return .failed(
                reason: "HEALTH_CHECK_CONTAINER_ERROR",
                log: [
                    "Loading safetensors checkpoint shards:  25% Completed | 1/4",
                    "STARTUP HTTP probe failed 175 times consecutively for container \"vllm\" on port 8000 path "
                        + "\"/health\". The instance was not started.",
                ]
            )
        case "min-instances":
            return .failed(
                reason: "MIN_INSTANCES_NOT_PROVISIONED", log: [],
                message: "The minimum number of instances could not be provisioned: no GPU is available in the region."
            )
        case "no-gpu":
            return .failed(
                reason: "RESERVE", log: [],
                message: "Quota exceeded for total allowable count of GPUs per project per region."
            )
        default: return nil
        }
    }
}
