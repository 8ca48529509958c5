import Digests
package import Domain
package import GoogleCloud
import ModelFormats
import NIOCore
import Outbound

/// A model under a prefix of any bucket of Cloud Storage that the caller's credentials may read.
///
/// **Pin.** The SHA-256 over the chosen objects' paths, sizes, generations and CRC32C, in the order of the paths: all
/// that Cloud Storage says of them, so that pinning reads one listing and no byte. A generation names its bytes for
/// ever; the same bytes written anew are another pin.
///
/// **Digests.** Each file promises the CRC32C that its bucket states, and names the object (``SourceFile/place``), so
/// that a bucket takes it over without a byte passing through this process. Nobody then reads the bytes: their SHA-256
/// is unknown until `models verify`. Read through here, they get one.
package struct BucketSource: ModelSource {
    package let kind = SourceKind.bucket
    package let capabilities = ModelSourceCapabilities(searches: false, takesToken: false, servesRanges: true)

    private static let smallFile: Int64 = 8 << 20
    private static let mostObjects = 100_000
    private let storage: Result<StorageClient, Problem>

    /// - Parameter storage: the caller's way to Cloud Storage, or why there is none.
    package init(storage: Result<StorageClient, Problem>) { self.storage = storage }

    package func resolve(_ reference: ModelReference, token: Secret?) async throws -> SourceModel {
        let name = try bucket(reference)
        let found = try await listed(name)
        let seen = found.filter { !$0.isHidden }.map { object in
            SourceFile(
                path: object.path, size: object.info.size, digest: .crc32c(Self.hex(object.info.crc32c)),
                choice: .leave("not needed to serve"),
                key: BucketLayout.filesKey(name: name.name, pin: SourceModel.unpinned, path: object.path),
                place: ObjectPlace(bucket: name.bucket, key: object.info.key, generation: object.info.generation)
            )
        }
        guard !seen.isEmpty else { throw Self.empty(name) }
        try ModelFileName.check(seen, of: "\(name)")
        var model = SourceModel(reference: reference, pin: SourceModel.unpinned, files: seen, facts: ModelFacts())
        let whole = model
        let chooser = ModelChooser { file, range in
            let stream = try await open(file, of: whole, range: range, token: nil)
            return try await stream.body.collect(upTo: Int(Self.smallFile))
        }
        model = try await chooser.chosen(model)
        let encoded = Set(found.filter(\.isEncoded).map(\.path))
        if let file = model.chosen.first(where: { encoded.contains($0.path) }) { throw Self.encoded(file, name) }
        let pin = Self.pin(of: model.chosen)
        model.files += found.filter(\.isHidden).map { object in
            SourceFile(
                path: object.path, size: object.info.size, digest: nil, choice: .leave("hidden"), key: ""
            )
        }
        model.place(under: name.name, pin: pin)
        return model
    }

    package func open(_ file: SourceFile, of model: SourceModel, range: Range<Int64>?, token: Secret?) async throws
        -> SourceStream
    {
        try Task.checkCancellation()
        let name = try bucket(model.reference)
        let key = file.place?.key ?? Self.folder(name) + file.path
        let start = range?.lowerBound ?? 0
        if range?.isEmpty == true {
            return SourceStream(offset: start, totalSize: file.size, body: ByteStream(ByteBuffer()))
        }
        do {
            let reading = try await translating(bucket: name.bucket) {
                try await storage.get().read(
                    name.bucket, key, generation: file.place?.generation, offset: start,
                    length: range.map { $0.upperBound - $0.lowerBound }
                )
            }
            return SourceStream(
                offset: start, totalSize: range == nil ? reading.length : nil,
                body: ByteStream(StorageBody(bucket: name.bucket, base: reading.body))
            )
        } catch let problem as Problem where problem.code == .notFound {
            throw Problem.changed(file.path, "the object \(key) of \(name.bucket) was replaced or deleted")
        }
    }

    /// Buckets are not searched.
    package func search(_ query: String, limit: Int, token: Secret?) async throws -> [ModelSummary] { [] }

    private struct Found {
        /// Relative to the prefix.
        var path: String
        var info: ObjectInfo
        /// With `Content-Encoding`: a reader gets other bytes than those that are stored, and that CRC32C is of.
        var isEncoded: Bool
        var isHidden: Bool { path.split(separator: "/").contains { $0.hasPrefix(".") } }
    }

    private func listed(_ name: BucketReference) async throws -> [Found] {
        let storage = try storage.get()
        let folder = Self.folder(name)
        var found: [Found] = []
        var token: String?
        repeat {
            let page = try await translating(bucket: name.bucket) {
                try await storage.objects(name.bucket, prefix: folder, pageToken: token)
            }
            // What a console makes for an empty folder is an object whose name ends with a slash.
            for object in page.items ?? [] where object.name.hasPrefix(folder) && !object.name.hasSuffix("/") {
                let path = String(object.name.dropFirst(folder.count))
                let isEncoded = object.contentEncoding.map { !$0.isEmpty && $0 != "identity" } ?? false
                found.append(Found(path: path, info: try CloudStore.info(object), isEncoded: isEncoded))
            }
            guard found.count <= Self.mostObjects else {
                throw Problem(
                    .unsupportedModel, "Too many objects",
                    detail: "\(name) has more than \(Self.mostObjects) objects",
                    fix: "Give the prefix of the model alone."
                )
            }
            token = page.nextPageToken
        } while token != nil
        return found
    }

    private func bucket(_ reference: ModelReference) throws(Problem) -> BucketReference {
        guard case .bucket(let name) = reference else {
            throw Problem(.invalidReference, "Not a bucket", detail: "‘\(reference)’ is of another source")
        }
        return name
    }

    private static func folder(_ name: BucketReference) -> String { name.prefix.isEmpty ? "" : "\(name.prefix)/" }

    private static func encoded(_ file: SourceFile, _ name: BucketReference) -> Problem {
        Problem(
            .unsupportedModel, "A file is stored compressed",
            detail: "‘\(file.path)’ of \(name) has a Content-Encoding: engines would read the compressed bytes",
            fix: "Upload it again without (gcloud storage cp without --gzip-local)."
        )
    }

    private static func empty(_ name: BucketReference) -> Problem {
        Problem(
            .modelNotFound, "No model there", detail: "\(name) has no objects",
            fix: "Give the prefix under which config.json and the weights lie, without a wildcard."
        )
    }

    private static func pin(of files: [SourceFile]) -> String {
        var hash = SHA256()
        hash.update("llm-manager bucket 1\n".utf8)
        for file in files.sorted(by: { $0.path < $1.path }) {
            let sum = file.digest?.description ?? ""
            let line = "\(file.path)\u{0}\(file.size ?? 0)\u{0}\(file.place?.generation ?? 0)\u{0}\(sum)\n"
            hash.update(line.utf8)
        }
        return Hex.encode(hash.finalized())
    }

    private static func hex(_ sum: UInt32) -> String {
        let digits = String(sum, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
