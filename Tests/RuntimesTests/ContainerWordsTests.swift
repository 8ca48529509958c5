import Domain
import Serving
import Testing

@testable import Runtimes

@Suite struct ContainerWordsTests {
    private static func words(
        _ tool: String, devices: [DevicePlace.Pinned]? = nil, variables: [String: String] = ["HF_HUB_OFFLINE": "1"],
        knowsID: Bool = true
    ) -> ContainerWords {
        let recipe = ContainerRecipe(
            engine: .vllm, image: "vllm:1", command: ["vllm", "serve"],
            arguments: ["/d/buckets/b/m", "--port", "21000"], environment: [:], port: 21000, healthPath: "/health",
            startupSeconds: 60, mountPath: nil, concurrency: 1, servedName: "m", proof: .generation
        )
        let place = devices.map { DevicePlace(devices: $0, reserved: .gib(1)) }
        return ContainerWords(
            tool: ContainerTool(words: [tool]), name: "llm-manager-o-a-1", owner: "o", recipe: recipe, place: place,
            root: "/d/buckets/b", variables: variables.merging(place?.environment ?? [:]) { $1 },
            knowsID: { _ in knowsID }
        )
    }

    private static let card = DevicePlace.Pinned(index: 1, uuid: "GPU-b")

    @Test func `Docker gets the bucket read-only, the card by its id, and values from the environment`() {
        let words = Self.words("docker", devices: [Self.card])
        #expect(
            words.words.joined(separator: " ")
                == "docker run --rm --init --name llm-manager-o-a-1 --network host --label llm-manager.owner=o "
                + "--security-opt label=disable --volume /d/buckets/b:/d/buckets/b:ro --gpus \"device=GPU-b\" "
                + "--env CUDA_DEVICE_ORDER --env HF_HUB_OFFLINE --entrypoint vllm vllm:1 serve /d/buckets/b/m --port 21000"
        )
        #expect(
            words.environment(ours: ["PATH": "/bin", "HF_TOKEN": "hf_secret", "DOCKER_HOST": "unix:///d"]) == [
                "PATH": "/bin", "DOCKER_HOST": "unix:///d", "HF_HUB_OFFLINE": "1", "CUDA_DEVICE_ORDER": "PCI_BUS_ID",
            ])
    }

    @Test func `Podman gets cards by the names of the container device interface`() {
        #expect(Self.words("/usr/bin/podman", devices: [Self.card]).words.contains("nvidia.com/gpu=GPU-b"))
        let older = Self.words("podman", devices: [Self.card], knowsID: false)
        #expect(older.words.contains("nvidia.com/gpu=1"))
    }

    @Test func `several cards are one value for Docker`() {
        let words = Self.words("docker", devices: [DevicePlace.Pinned(index: 0, uuid: "GPU-a"), Self.card])
        #expect(words.words.contains("\"device=GPU-a,GPU-b\""))
    }

    @Test func `an engine for the processor sees no card, though the runtime may be NVIDIA's`() {
        let words = Self.words("docker", devices: [])
        #expect(!words.words.contains("--gpus"))
        #expect(words.words.contains("NVIDIA_VISIBLE_DEVICES"))
        #expect(words.environment(ours: [:])["NVIDIA_VISIBLE_DEVICES"] == "void")
        #expect(words.environment(ours: [:])["CUDA_VISIBLE_DEVICES"]?.isEmpty == true)
    }

    @Test func `a variable of the client's own is given by value and does not reach the client`() {
        let words = Self.words("docker", variables: ["PATH": "/opt/bin", "DOCKER_HOST": "tcp://elsewhere"])
        #expect(words.words.contains("PATH=/opt/bin"))
        #expect(words.environment(ours: ["PATH": "/bin"]) == ["PATH": "/bin"])
    }
}
