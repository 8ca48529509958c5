import Domain
import Foundation
import ModelFormats
import NIOCore

/// An image manifest of an Ollama registry (Docker's manifest v2, schema 2). Only what we read of it.
struct OllamaManifest: Sendable, Hashable {
    static let mediaType = "application/vnd.docker.distribution.manifest.v2+json"

    var schemaVersion: Int
    var mediaType: String?
    var config: Layer
    var layers: [Layer]

    /// - Throws: `unsupported-model`, with the field that is missing or of another kind.
    init(parsing bytes: [UInt8], of name: OllamaReference) throws(Problem) {
        func unreadable(_ field: String) -> Problem {
            Problem(
                .unsupportedModel, "The registry's manifest is unreadable",
                detail: "\(name.host) describes \(name) in a form that is not a Docker v2 manifest: \(field)"
            )
        }
        func layer(_ value: JSONValue?, _ place: String) throws(Problem) -> Layer {
            guard let mediaType = value?["mediaType"]?.text else { throw unreadable("\(place).mediaType") }
            guard let digest = value?["digest"]?.text else { throw unreadable("\(place).digest") }
            guard let size = value?["size"]?.integer else { throw unreadable("\(place).size") }
            return Layer(mediaType: mediaType, digest: digest, size: size)
        }
        guard let value = try? JSONValue(parsing: ByteBuffer(bytes: bytes)) else { throw unreadable("it is not JSON") }
        guard let version = value["schemaVersion"]?.int else { throw unreadable("schemaVersion") }
        guard let list = value["layers"]?.list else { throw unreadable("layers") }
        schemaVersion = version
        mediaType = value["mediaType"]?.text
        config = try layer(value["config"], "config")
        layers = []
        for (index, value) in list.enumerated() { layers.append(try layer(value, "layers.\(index)")) }
    }

    struct Layer: Sendable, Hashable {
        var mediaType: String
        var digest: String
        var size: Int64

        /// The last word of `application/vnd.ollama.image.…`; nil for another type.
        var role: String? {
            let prefix = "application/vnd.ollama.image."
            return mediaType.hasPrefix(prefix) ? String(mediaType.dropFirst(prefix.count)) : nil
        }
    }

    /// The weights.
    var model: Layer? { layers.first { $0.role == "model" } }

    /// The config and every layer once, in the manifest's order.
    ///
    /// - Throws: `unsupported-model` for a manifest that Ollama's usual runner cannot load, or that contradicts itself.
    func blobs() throws(Problem) -> [Layer] {
        guard schemaVersion == 2, mediaType == nil || mediaType == Self.mediaType else {
            throw Self.refusal("its manifest is of type ‘\(mediaType ?? "?")’, version \(schemaVersion)")
        }
        guard !layers.contains(where: { $0.role == "tensor" }) else {
            throw Self.refusal(
                "it is made of single tensors (safetensors for MLX), which Ollama's CUDA runner cannot load")
        }
        guard model != nil else {
            throw Self.refusal("it has no layer with model weights (it may run in Ollama's cloud only)")
        }
        var sizes: [String: Int64] = [:]
        var blobs: [Layer] = []
        for layer in [config] + layers {
            guard case .sha256? = FileDigest(layer.digest), FileSize.allowed.contains(layer.size) else {
                throw Self.refusal("the layer ‘\(layer.mediaType.prefix(100))’ has no valid SHA-256 digest or size")
            }
            if let known = sizes[layer.digest] {
                guard known == layer.size else { throw Self.refusal("one blob is listed with two sizes") }
                continue
            }
            sizes[layer.digest] = layer.size
            blobs.append(layer)
        }
        return blobs
    }

    private static func refusal(_ why: String) -> Problem {
        Problem(
            .unsupportedModel, "This Ollama model cannot be served", detail: "It was not imported because \(why)",
            fix: "Choose a tag with GGUF weights, for example one that ends in q4_K_M."
        )
    }
}
