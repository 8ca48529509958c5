import Digests
import NIOCore

/// A model that the stand-in of Ollama found in its directory.
struct OllamaServedModel: Sendable {
    let name: OllamaModelName
    /// SHA-256 of the manifest's bytes: what Ollama calls the model's digest.
    let digest: String
    /// Bytes of config and layers together.
    let size: Int64
    private let config: JSONValue

    /// - Parameters:
    ///   - manifest: the file's bytes; nil is the result when they are no manifest, and Ollama skips the file.
    ///   - blob: reads a blob by its digest.
    init?(name: OllamaModelName, manifest: [UInt8], blob: (String) throws -> [UInt8]?) rethrows {
        guard let value = try? JSONValue(parsing: ByteBuffer(bytes: manifest)), let layers = value["layers"]?.array else {
            return nil
        }
        self.name = name
        var sha = SHA256()
        sha.update(manifest)
        digest = Hex.encode(sha.finalized())
        size = layers.reduce(value["config"]?["size"]?.int64 ?? 0) { $0 + ($1["size"]?.int64 ?? 0) }
        let bytes = try blob(value["config"]?["digest"]?.string ?? "") ?? []
        config = (try? JSONValue(parsing: ByteBuffer(bytes: bytes))) ?? [:]
    }

    private var details: JSONValue {
        [
            "parent_model": "", "format": config["model_format"] ?? "gguf", "family": config["model_family"] ?? "",
            "families": config["model_families"] ?? [], "parameter_size": config["model_type"] ?? "",
            "quantization_level": config["file_type"] ?? "",
        ]
    }

    /// As `/api/tags` lists it.
    var tag: JSONValue {
        [
            "name": .string(name.short), "model": .string(name.short), "modified_at": OllamaStandIn.time,
            "size": .integer(size), "digest": .string(digest), "details": details,
        ]
    }

    /// As `/v1/models` lists it.
    var openAI: JSONValue {
        ["id": .string(name.short), "object": "model", "created": 1_767_225_600, "owned_by": .string(name.namespace)]
    }

    /// As `/api/show` describes it.
    var show: JSONValue {
        [
            "modelfile": .string("# The simulator's stand-in engine\nFROM \(name.short)\n"), "parameters": "",
            "template": "", "license": "", "details": details, "capabilities": ["completion"],
            "model_info": ["general.architecture": config["model_family"] ?? "llama"],
            "modified_at": OllamaStandIn.time,
        ]
    }
}
