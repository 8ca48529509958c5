import Testing

@testable import CloudSimulator

struct StartupCheckTests {
    /// Buckets in memory.
    private struct Buckets: MountedBuckets {
        var objects: [String: [String]] = [:]
        var readers: Set<String> = ["runtime"]

        func objectNames(in bucket: String) throws -> [String]? { objects[bucket] }
        func contents(of object: String, in bucket: String) throws -> [UInt8]? { nil }
        func canRead(_ bucket: String, serviceAccount: String) throws -> Bool { readers.contains(serviceAccount) }
    }

    private static func template(
        image: String = "vllm/vllm-openai:v0.33.0",
        args: [String] = ["serve", "/models/m", "--port", "8000"],
        env: [String: String] = [:],
        port: Int64 = 8000
    ) -> JSONValue {
        let variables = env.map { JSONValue.object(["name": .string($0.key), "value": .string($0.value)]) }
        return [
            "volumes": [["name": "models", "gcs": ["bucket": "b"]]],
            "containers": [
                [
                    "image": .string(image), "args": .array(args.map(JSONValue.string)), "env": .array(variables),
                    "ports": [["containerPort": .integer(port)]],
                    "volumeMounts": [["name": "models", "mountPath": "/models"]],
                ]
            ],
        ]
    }

    private func log(_ buckets: Buckets, _ template: JSONValue) throws -> (isReady: Bool, text: String) {
        switch try StartupCheck(buckets: buckets).outcome(of: template, serviceAccount: "runtime") {
        case .ready(let log): (true, log.joined(separator: "\n"))
        case .failed(_, let log, _): (false, log.joined(separator: "\n"))
        }
    }

    @Test func `vLLM starts when config and weights are there`() throws {
        let buckets = Buckets(objects: ["b": ["m/config.json", "m/model.safetensors"]])
        #expect(try log(buckets, Self.template()).isReady)
    }

    @Test(arguments: [
        (["m/model.safetensors"], "config.json"), (["m/config.json"], "model weights"), ([String](), "config.json"),
    ])
    func `vLLM fails when a file is missing`(names: [String], word: String) throws {
        let result = try log(Buckets(objects: ["b": names]), Self.template())
        #expect(!result.isReady && result.text.contains(word))
    }

    @Test func `a start fails without the bucket and without the right to read it`() throws {
        #expect(try log(Buckets(), Self.template()).text.contains("bucket doesn't exist"))
        let closed = Buckets(objects: ["b": ["m/config.json", "m/model.safetensors"]], readers: [])
        #expect(try log(closed, Self.template()).text.contains("storage.objects.list"))
    }

    @Test func `a start fails when the engine listens on another port`() throws {
        let buckets = Buckets(objects: ["b": ["m/config.json", "m/model.safetensors"]])
        #expect(try !log(buckets, Self.template(port: 8080)).isReady)
    }

    @Test func `vLLM reads a gs URL too`() throws {
        let buckets = Buckets(objects: ["b": ["deep/m/config.json", "deep/m/model.safetensors"]])
        let template = Self.template(args: ["serve", "--model=gs://b/deep/m"])
        #expect(try log(buckets, template).isReady)
    }

    @Test(arguments: [("tiny", true), ("tiny:latest", true), ("other", false)])
    func `Ollama needs the manifest of its model`(model: String, isReady: Bool) throws {
        let names = ["ollama/blobs/sha256-aa", "ollama/manifests/registry.ollama.ai/library/tiny/latest"]
        let template = Self.template(
            image: "ollama/ollama:0.12.6", args: [], env: ["OLLAMA_MODELS": "/models/ollama", "MODEL": model],
            port: 11434
        )
        #expect(try log(Buckets(objects: ["b": names]), template).isReady == isReady)
    }

    @Test func `Ollama fails on an empty read-only directory`() throws {
        let template = Self.template(
            image: "ollama/ollama:0.12.6", args: [], env: ["OLLAMA_MODELS": "/models/ollama"], port: 11434
        )
        #expect(try log(Buckets(objects: ["b": []]), template).text.contains("read-only file system"))
    }
}
