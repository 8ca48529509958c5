package import Domain
import NIOCore

/// Reads a stored model again and compares every byte with its manifest.
package struct ModelVerifier: Sendable {
    private let store: any ObjectStore

    package init(_ store: any ObjectStore) { self.store = store }

    /// What was found of one file; `problem` is nil when it is right.
    package struct FileReport: Sendable, Hashable, Codable {
        package var path: String
        package var key: String
        package var size: Int64
        package var problem: String?
    }

    /// One report per file, in the manifest's order.
    ///
    /// - Throws: `model-not-found` when the model has no manifest; what the store says when it cannot be read.
    package func verify(
        _ model: ModelIdentity, progress: @Sendable (FileReport) -> Void = { _ in }
    ) async throws -> [FileReport] {
        guard let manifest = try await ManifestReader(store).manifest(of: model) else {
            throw Problem(
                .modelNotFound, "Nothing to verify", detail: "\(store.bucket) has no manifest of \(model)",
                fix: "Models of the earlier manager have none; import the model again to get one."
            )
        }
        var reports: [FileReport] = []
        for file in manifest.files {
            try Task.checkCancellation()
            let problem = try await problem(of: file)
            let report = FileReport(path: file.path, key: file.key, size: file.size, problem: problem)
            progress(report)
            reports.append(report)
        }
        return reports
    }

    private func problem(of file: ModelManifest.File) async throws -> String? {
        guard let info = try await store.stat(file.key) else { return "the object is missing" }
        guard info.size == file.size else { return "it has \(info.size) bytes instead of \(file.size)" }
        guard info.crc32c.hex8 == file.crc32c else { return "the bucket's CRC32C is \(info.crc32c.hex8)" }
        var gitSize: Int64?
        if case .gitBlob? = file.promised { gitSize = file.size }
        var hasher = FileHasher(gitBlobSize: gitSize)
        for try await buffer in try await store.read(file.key, range: nil) { hasher.update(buffer) }
        guard hasher.position == file.size else { return "only \(hasher.position) of \(file.size) bytes could be read" }
        guard hasher.crc.hex8 == file.crc32c else { return "the CRC32C of its bytes is \(hasher.crc.hex8)" }
        if let sha256 = file.sha256, hasher.sha256Hex != sha256 { return "the SHA-256 is \(hasher.sha256Hex)" }
        do {
            try hasher.check(file.promised, path: file.path)
        } catch {
            return error.detail
        }
        return nil
    }
}
