package import Domain
import Foundation
package import NIOCore
package import NIOPosix

/// A bucket that is a directory: objects are plain files, so that a local engine reads a model as it lies.
///
/// Writes are atomic (a synced temporary file, renamed) and conditional across processes (one advisory lock). All file
/// work happens on a thread pool.
package struct DirectoryStore: ObjectStore {
    static let maximumPartCount = 10_000

    package var bucket: String { files.bucket }
    package let capabilities: ObjectStoreCapabilities
    private let files: DirectoryFiles
    private let pool: NIOThreadPool
    /// The data directory, whose other directories are copied from; nil for a directory on its own.
    private let dataDirectory: String?

    /// - Parameters:
    ///   - path: the directory of this bucket; it must exist when the store is used.
    ///   - dataDirectory: where the directories of the other buckets lie; without it, copies stay within this one.
    ///   - pool: a running pool.
    package init(path: String, bucket: String, dataDirectory: String? = nil, pool: NIOThreadPool = .singleton) {
        files = DirectoryFiles(root: path, bucket: bucket)
        capabilities = ObjectStoreCapabilities(
            minimumPartSize: 1, maximumPartCount: Self.maximumPartCount, secondsBetweenWrites: 0,
            copies: dataDirectory == nil ? .bucket : .anyBucket
        )
        self.dataDirectory = dataDirectory
        self.pool = pool
    }

    package func stat(_ key: String) async throws -> ObjectInfo? {
        try DirectoryKey.check(key)
        return try await run { files in
            let info = try files.info(key)
            if info == nil { try files.requireRoot() }
            return info
        }
    }

    package func list(prefix: String) async throws -> [ObjectInfo] {
        try await run { try $0.objects(prefix: prefix) }
    }

    package func read(_ key: String, range: Range<Int64>?) async throws -> ByteStream {
        try DirectoryKey.check(key)
        let (file, size) = try await run { files in
            let path = files.path(key)
            guard let status = try FileStatus(path: path), status.isRegular else {
                try files.requireRoot()
                throw files.missing(key)
            }
            let file = try OpenFile(path, O_RDONLY | O_NOFOLLOW)
            return (file, try file.status().size)
        }
        let all = 0..<size
        return ByteStream(FileBody(file: file, range: (range ?? all).clamped(to: all), pool: pool))
    }

    package func write(
        _ key: String, _ bytes: ByteBuffer, if condition: WriteCondition, metadata: [String: String]
    ) async throws -> ObjectInfo {
        try DirectoryKey.check(key)
        return try await run { files in
            let file = try files.temporary()
            do {
                try file.append(bytes)
                try file.sync()
                let sum = try files.checksum(file)
                return try files.publish(file, as: key, sum: sum, metadata: metadata, if: condition)
            } catch {
                unlink(file.path)
                throw error
            }
        }
    }

    /// Shares the disk's blocks where the file system can (reflink), else copies a megabyte at a time.
    package func copy(from source: ObjectPlace, to key: String, if condition: WriteCondition) async throws
        -> ObjectInfo
    {
        try DirectoryKey.check(source.key)
        try DirectoryKey.check(key)
        let other = try directory(of: source)
        return try await run { try $0.copy(from: other, source, to: key, if: condition) }
    }

    private func directory(of source: ObjectPlace) throws(Problem) -> DirectoryFiles {
        if source.bucket == bucket { return files }
        guard let dataDirectory, DirectoryBuckets.isName(source.bucket) else {
            throw Problem.copyUnsupported(from: source, to: bucket)
        }
        return DirectoryFiles(root: "\(dataDirectory)/\(source.bucket)", bucket: source.bucket)
    }

    package func delete(_ key: String, if condition: WriteCondition) async throws {
        try DirectoryKey.check(key)
        try await run { try $0.remove(key, if: condition) }
    }

    package func beginUpload(_ key: String, metadata: [String: String]) async throws -> PartUpload {
        try DirectoryKey.check(key)
        return try await run { try $0.begin(key, metadata: metadata) }
    }

    package func upload(_ bytes: [ByteBuffer], as number: Int, of upload: PartUpload) async throws -> UploadedPart {
        try await run { try $0.store(bytes, as: number, of: upload) }
    }

    package func parts(of upload: PartUpload) async throws -> [UploadedPart] {
        try await run { try $0.parts(upload) }
    }

    package func complete(_ upload: PartUpload, parts: [UploadedPart], size: Int64) async throws -> ObjectInfo {
        try DirectoryKey.check(upload.key)
        return try await run { try $0.complete(upload, parts: parts, size: size) }
    }

    package func abort(_ upload: PartUpload) async throws {
        try await run { files in
            try files.requireRoot()
            do { try files.discard(upload) } catch let problem as Problem where problem.code == .notFound { return }
        }
    }

    package func unfinishedUploads(prefix: String) async throws -> [PartUpload] {
        try await run { try $0.unfinished(prefix: prefix) }
    }

    private func run<Value: Sendable>(_ work: @escaping @Sendable (DirectoryFiles) throws -> Value) async throws
        -> Value
    {
        try Task.checkCancellation()
        let files = files
        return try await pool.runIfActive { try work(files) }
    }
}
