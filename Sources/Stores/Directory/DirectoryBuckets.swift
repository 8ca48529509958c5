package import Domain
import Foundation
package import NIOPosix

/// The buckets of a data directory: every sub-directory that holds the marker object.
package struct DirectoryBuckets: BucketProvider {
    package static let location = "local"
    private let root: String
    private let pool: NIOThreadPool

    /// - Parameter dataDirectory: an absolute path; created with the first bucket.
    package init(dataDirectory: String, pool: NIOThreadPool = .singleton) {
        root =
            dataDirectory.count > 1 && dataDirectory.hasSuffix("/") ? String(dataDirectory.dropLast()) : dataDirectory
        self.pool = pool
    }

    package func managedBuckets(in target: Target) async throws -> [Bucket] {
        try check(target)
        let root = root
        return try await pool.runIfActive {
            guard try FileStatus(path: root) != nil else { return [] }
            let names = try FileManager.default.contentsOfDirectory(atPath: root).sorted()
            return try names.compactMap { name in
                guard Self.isName(name), let bucket = try Self.look(root, name), bucket.isManaged else { return nil }
                return bucket
            }
        }
    }

    package func bucket(_ name: String, in target: Target) async throws -> Bucket {
        try check(target)
        try Self.check(name)
        let root = root
        return try await pool.runIfActive {
            guard let bucket = try Self.look(root, name) else {
                throw Problem(
                    .bucketNotFound, "No such bucket", detail: "There is no directory ‘\(name)’ in the data directory",
                    fix: "Create the bucket first."
                )
            }
            return bucket
        }
    }

    /// - Parameter location: not used; a directory is `local`.
    package func create(_ name: String, location: String, in target: Target) async throws -> Bucket {
        try check(target)
        try Self.check(name)
        let root = root
        return try await pool.runIfActive {
            let path = "\(root)/\(name)"
            guard try FileStatus(path: path) == nil else {
                throw Problem(
                    .alreadyExists, "The bucket exists", detail: "The data directory has ‘\(name)’ already",
                    fix: "Use it, or choose another name."
                )
            }
            let files = DirectoryFiles(root: path, bucket: name)
            try files.makeDirectory(path)
            try files.syncParent(of: path)
            guard let bucket = try Self.look(root, name) else { throw files.missing(name) }
            return bucket
        }
    }

    package func store(_ name: String, in target: Target) throws -> any ObjectStore {
        try check(target)
        try Self.check(name)
        return DirectoryStore(path: "\(root)/\(name)", bucket: name, dataDirectory: root, pool: pool)
    }

    private func check(_ target: Target) throws(Problem) {
        guard target == .local else {
            throw Problem(.unsupported, "Not of this machine", detail: "The project \(target) has no directories here")
        }
    }

    private static func look(_ root: String, _ name: String) throws -> Bucket? {
        guard let status = try FileStatus(path: "\(root)/\(name)"), status.isDirectory else { return nil }
        let marker = try FileStatus(path: "\(root)/\(name)/\(BucketLayout.catalogKey)")
        return Bucket(name: name, location: location, isManaged: marker?.isRegular == true)
    }

    private static func check(_ name: String) throws(Problem) {
        guard isName(name) else {
            throw Problem(
                .invalidRequest, "Not a name for a bucket", detail: "‘\(name.prefix(100))’",
                fix: "Use 3 to 63 lowercase letters, digits, ‘-’, ‘_’ and ‘.’, with a letter or digit first and last."
            )
        }
    }

    /// Cloud Storage's rule, so that a local bucket can be moved there.
    static func isName(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard (3...63).contains(bytes.count), let first = bytes.first, let last = bytes.last else { return false }
        func isPlain(_ byte: UInt8) -> Bool { (97...122).contains(byte) || (48...57).contains(byte) }
        return isPlain(first) && isPlain(last) && !name.contains("..")
            && bytes.allSatisfy { isPlain($0) || $0 == 45 || $0 == 95 || $0 == 46 }
    }
}
