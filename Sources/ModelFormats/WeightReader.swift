package import Domain
package import NIOCore

/// Reads what a model is from the headers of its files: the exact size of its tensors, and its shape.
///
/// A few hundred kilobytes of a model of any size, by ranged reads of wherever it lies: a bucket or a hub.
package struct WeightReader: Sendable {
    package struct File: Sendable, Hashable {
        package var path: String
        package var size: Int64

        package init(path: String, size: Int64) {
            self.path = path
            self.size = size
        }
    }

    /// Bytes of a file: the half-open range, as far as the file goes.
    package typealias Reading = @Sendable (_ path: String, _ range: Range<Int64>) async throws -> ByteBuffer

    /// Files whose headers are read at a time.
    static let concurrency = 8
    /// A model of more files than this is not looked at; none that is served has a tenth of it.
    static let mostFiles = 2000
    /// The longest header of a GGUF file that is read: its tokenizer's words are in it.
    static let longestGGUF: Int64 = 64 << 20

    private let read: Reading

    package init(read: @escaping Reading) { self.read = read }

    /// The shape that `config.json` gives; nil without one.
    package func configuration(of files: [File]) async throws -> ModelConfiguration? {
        guard let file = files.first(where: { $0.path == "config.json" }), file.size <= 8 << 20 else { return nil }
        return ModelConfiguration(config: try JSONValue(parsing: try await read(file.path, 0..<file.size)))
    }

    /// - Parameters:
    ///   - layers: the model's own; tensors of layers beyond them are not kept by an engine.
    ///   - tiesEmbeddings: whether a stored output head is the embedding matrix once more.
    /// - Returns: nil when there is no safetensors file among them.
    /// - Throws: `unsupported-model` for a file that is none, or whose size is not what its header says; what the
    ///   reading throws.
    package func safetensors(of files: [File], layers: Int?, tiesEmbeddings: Bool) async throws -> WeightFacts? {
        let chosen = try await weightFiles(of: files)
        guard !chosen.isEmpty, chosen.count <= Self.mostFiles else { return nil }
        var sum = WeightSum(layers: layers, tiesEmbeddings: tiesEmbeddings)
        try await withThrowingTaskGroup(of: SafetensorsHeader.self) { group in
            for (index, file) in chosen.enumerated() {
                if index >= Self.concurrency, let header = try await group.next() { sum.add(header) }
                group.addTask { try await header(of: file) }
            }
            for try await header in group { sum.add(header) }
        }
        return sum.facts(files: chosen.count)
    }

    /// The tensors and the shape of a GGUF file.
    package func gguf(_ file: File) async throws -> (weights: WeightFacts?, configuration: ModelConfiguration?) {
        var length = min(file.size, 1 << 20)
        while true {
            let header = GGUFHeader(try await read(file.path, 0..<length))
            if header?.tensors == nil, length < min(file.size, Self.longestGGUF), header != nil {
                length = min(file.size, length * 4, Self.longestGGUF)
                continue
            }
            let weights = header?.tensors.map { tensors in
                WeightFacts(
                    tensorBytes: ByteCount(tensors.bytes), fileBytes: ByteCount(file.size), tensorCount: tensors.count,
                    files: 1, elements: tensors.elements
                )
            }
            return (weights, header?.configuration)
        }
    }

    /// The shards that the index names; without an index every safetensors file that is not another copy of the model.
    private func weightFiles(of files: [File]) async throws -> [File] {
        let all = files.filter { $0.path.hasSuffix(".safetensors") }
        if let index = files.first(where: { $0.path == FileSelection.safetensorsIndex }), index.size <= 64 << 20 {
            let map = try JSONValue(parsing: try await read(index.path, 0..<index.size))["weight_map"]?.members ?? [:]
            let named = Set(map.values.compactMap(\.text))
            let shards = all.filter { named.contains($0.path) }
            if !shards.isEmpty { return shards }
        }
        let plain = all.filter { !($0.path.split(separator: "/").last ?? "").hasPrefix("consolidated") }
        return plain.isEmpty ? all : plain
    }

    private func header(of file: File) async throws -> SafetensorsHeader {
        let prefix = min(file.size, SafetensorsHeader.usefulPrefix)
        var bytes = try await read(file.path, 0..<prefix)
        if let length = SafetensorsHeader.length(bytes), length > prefix, length <= file.size {
            bytes = try await read(file.path, 0..<length)
        }
        let header = try SafetensorsHeader(bytes)
        guard header.fileSize == file.size else {
            throw Problem(
                .unsupportedModel, "Damaged weights",
                detail: "‘\(file.path)’ has \(file.size) bytes; its header describes \(header.fileSize)",
                fix: "Verify the model, and import it again."
            )
        }
        return header
    }
}
