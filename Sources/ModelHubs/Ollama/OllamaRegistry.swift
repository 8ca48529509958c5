import Digests
package import Domain
import Foundation
import ModelFormats
import NIOCore
package import Outbound

/// A registry that speaks Ollama's part of the OCI distribution protocol: registry.ollama.ai, hf.co, or a mirror.
///
/// Only configured hosts are asked; pulls are anonymous. The manifest is kept byte for byte, since its SHA-256 is both
/// the pin and the digest that a running Ollama shows.
package struct OllamaRegistry: ModelSource {
    /// The registries that are known without configuration.
    package static let defaultEndpoints: [String: String] = [
        "registry.ollama.ai": "https://registry.ollama.ai",
        "hf.co": "https://hf.co",
    ]
    private static let manifestLimit = 4 << 20
    private static let configLimit: Int64 = 1 << 20

    package let kind = SourceKind.ollama
    package let capabilities = ModelSourceCapabilities(searches: false, takesToken: false, servesRanges: true)
    let client: OutboundClient
    let links = DownloadLinks()
    private let addresses: [String: HubAddress]

    /// - Parameter endpoints: the base URL behind each host that a reference may name.
    /// - Throws: `invalid-request` when a base URL is none.
    package init(client: OutboundClient, endpoints: [String: String] = Self.defaultEndpoints) throws(Problem) {
        self.client = client
        var addresses: [String: HubAddress] = [:]
        for (host, url) in endpoints { addresses[host.lowercased()] = try HubAddress(url) }
        self.addresses = addresses
    }

    package func resolve(_ reference: ModelReference, token: Secret?) async throws -> SourceModel {
        let name = try ollama(reference)
        let bytes = try await manifestBytes(name) ?? []
        let manifest = try OllamaManifest(parsing: bytes, of: name)
        var sum = SHA256()
        sum.update(bytes)
        let hex = Hex.encode(sum.finalized())
        var files: [SourceFile] = []
        for layer in try manifest.blobs() {
            files.append(try file(layer, isConfig: layer.digest == manifest.config.digest))
        }
        let path = "manifests/\(name.manifestPath)"
        files.append(
            SourceFile(
                path: path, size: Int64(bytes.count), digest: .sha256(hex), choice: .take("manifest"),
                key: BucketLayout.ollamaManifestKey(name), inline: bytes, isLast: true
            )
        )
        var model = SourceModel(
            reference: reference, pin: "sha256:\(hex)", files: files, facts: ModelFacts(library: "gguf", format: .gguf)
        )
        model.facts = try await facts(of: manifest, model: model)
        return model
    }

    package func open(_ file: SourceFile, of model: SourceModel, range: Range<Int64>?, token: Secret?) async throws
        -> SourceStream
    {
        try Task.checkCancellation()
        if let stream = file.openInline(range: range) { return stream }
        let name = try ollama(model.reference)
        let address = try address(of: name)
        guard case .sha256(let hex)? = file.digest else {
            throw Problem(.notFound, "No such file", detail: "\(name) has no blob ‘\(file.path)’")
        }
        let download = RangedDownload(client: client, address: address, hub: name.host, links: links)
        return try await download.open(
            "\(address.base)/v2/\(name.namespace)/\(name.model)/blobs/sha256:\(hex)", headers: [:], range: range
        ) { response in
            await problem(response, name: name, what: "the blob sha256:\(hex.prefix(12))…")
        }
    }

    /// Ollama's registries have no search.
    package func search(_ query: String, limit: Int, token: Secret?) async throws -> [ModelSummary] { [] }

    /// The manifest byte for byte; nil when the registry says that it still is the one whose digest is `known`.
    func manifestBytes(_ name: OllamaReference, unless known: String? = nil) async throws -> [UInt8]? {
        let address = try address(of: name)
        var request = OutboundRequest(
            .get, "\(address.base)/v2/\(name.namespace)/\(name.model)/manifests/\(name.tag)",
            headers: ["Accept": OllamaManifest.mediaType], redirects: .standard, retry: .idempotent
        )
        // Registries use the digest as entity tag (distribution/distribution); others send the manifest again.
        if let known { request.headers["If-None-Match"] = "\"\(known)\"" }
        return try await translating(hub: name.host) {
            let response = try await client.sendWhole(request, upTo: Self.manifestLimit)
            if known != nil, response.status == 304 { return nil }
            guard response.status == 200 else {
                throw await problem(response, name: name, what: "the tag ‘\(name.tag)’")
            }
            let body = try await response.collect(upTo: Self.manifestLimit)
            return Array(body.readableBytesView)
        }
    }

    private func file(_ layer: OllamaManifest.Layer, isConfig: Bool) throws -> SourceFile {
        guard let digest = FileDigest(layer.digest), case .sha256(let hex) = digest else {
            throw Problem(.unsupportedModel, "Not a digest", detail: "‘\(layer.digest.prefix(100))’ is no SHA-256")
        }
        let reason = isConfig ? "configuration" : (layer.role == "model" ? "weights" : layer.role ?? "layer")
        return SourceFile(
            path: "blobs/sha256-\(hex)", size: layer.size, digest: digest, choice: .take(reason),
            key: BucketLayout.ollamaBlobKey(sha256: hex)
        )
    }

    /// Config blob first, then the header of the weights. What cannot be read is left out: facts are never required.
    private func facts(of manifest: OllamaManifest, model: SourceModel) async throws -> ModelFacts {
        var facts = model.facts
        if manifest.config.size <= Self.configLimit,
            let bytes = try await prefix(of: manifest.config, in: model, limit: Self.configLimit),
            let config = try? JSONValue(parsing: bytes)
        {
            facts.modelType = config["model_family"]?.text
            facts.architectures = config["model_families"]?.texts ?? facts.modelType.map { [$0] } ?? []
            facts.parameters = config["model_type"]?.text.flatMap(Self.parameters)
            facts.tags = config["capabilities"]?.texts ?? []
            facts.configuration = config["file_type"]?.text.map { ModelConfiguration(quantization: $0) }
        }
        if let weights = manifest.model,
            let bytes = try await prefix(of: weights, in: model, limit: GGUFHeader.usefulPrefix),
            let header = GGUFHeader(bytes)
        {
            let quantization = facts.configuration?.quantization
            facts.configuration = header.configuration ?? facts.configuration
            facts.configuration?.quantization = quantization ?? header.fileType
            facts.modelType = facts.modelType ?? header.architecture
            facts.license = header.license
            facts.parameters = header.parameters ?? facts.parameters
        }
        return facts
    }

    private func prefix(of layer: OllamaManifest.Layer, in model: SourceModel, limit: Int64) async throws -> ByteBuffer?
    {
        do {
            let end = min(layer.size, limit)
            let stream = try await open(file(layer, isConfig: false), of: model, range: 0..<end, token: nil)
            return stream.offset == 0 ? try await stream.body.collect(upTo: Int(limit)) : nil
        } catch is Problem {
            try Task.checkCancellation()
            return nil
        }
    }

    /// `"8.0B"`, `"137M"` and the like.
    static func parameters(_ text: String) -> Int64? {
        let units: [Character: Double] = ["K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12]
        guard let last = text.uppercased().last, let unit = units[last], let number = Double(text.dropLast()),
            number >= 0, number < 1e6
        else { return nil }
        return Int64((number * unit).rounded())
    }

    func ollama(_ reference: ModelReference) throws(Problem) -> OllamaReference {
        guard case .ollama(let name) = reference else {
            throw Problem(.invalidReference, "Not an Ollama model", detail: "‘\(reference)’ is of another hub")
        }
        return name
    }

    func address(of name: OllamaReference) throws(Problem) -> HubAddress {
        guard let address = addresses[name.host.lowercased()] else {
            throw Problem(
                .invalidReference, "Unknown registry",
                detail:
                    "‘\(name.host)’ is not configured; known are \(addresses.keys.sorted().joined(separator: ", "))",
                fix: "Leave the host out for registry.ollama.ai, or let an admin configure this registry."
            )
        }
        return address
    }
}
