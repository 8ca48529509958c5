import Digests
package import Domain
import Foundation
import ModelFormats
import NIOCore
package import NIOPosix

/// A model in a directory of this machine: a fine-tune as a trainer has written it.
///
/// **Pin.** The SHA-256 over the chosen files' paths, sizes and SHA-256, in the order of the paths. The same bytes have
/// the same pin, wherever they lie and whenever they were written; files that are left do not count. That takes one
/// reading of the files when the model is resolved (and none again in this process while they stay as they are), and it
/// buys what every other source has: a digest of each file before the import begins. So a resumed import, in any
/// process, knows what the bytes must be, and a file that has changed in between is found and never published.
///
/// **Files.** Symbolic links are followed inside the directory and nowhere else. What is hidden is left. All file work
/// happens on a thread pool.
package struct DirectorySource: ModelSource {
    package let kind = SourceKind.directory
    package let capabilities = ModelSourceCapabilities(searches: false, takesToken: false, servesRanges: true)

    private static let smallFile: Int64 = 8 << 20
    /// Files hashed at a time.
    private static let hashedAtOnce = 4
    private let forbidden: [String]
    private let pool: NIOThreadPool
    private let digests = FileDigests()

    /// - Parameters:
    ///   - forbidden: directories that no model may lie in, or around: where this program keeps its own data.
    ///   - pool: a running pool.
    package init(outside forbidden: [String] = [], pool: NIOThreadPool = .singleton) {
        self.forbidden = forbidden
        self.pool = pool
    }

    package func resolve(_ reference: ModelReference, token: Secret?) async throws -> SourceModel {
        let name = try directory(reference)
        let forbidden = forbidden
        let tree = try await pool.runIfActive { try DirectoryTree(name, outside: forbidden) }
        var model = SourceModel(
            reference: reference, pin: SourceModel.unpinned,
            files: tree.files.map { file in
                SourceFile(
                    path: file.path, size: file.size, digest: nil, choice: .leave("not needed to serve"),
                    key: BucketLayout.filesKey(name: name.name, pin: SourceModel.unpinned, path: file.path)
                )
            },
            facts: ModelFacts()
        )
        let whole = model
        let chooser = ModelChooser { file, range in
            try tree.check(file.path)
            let stream = try await open(file, of: whole, range: range, token: nil)
            return try await stream.body.collect(upTo: Int(Self.smallFile))
        }
        model = try await chooser.chosen(model)
        for file in model.chosen { try tree.check(file.path) }
        let sums = try await hashed(model.chosen, in: tree)
        let pin = Self.pin(of: model.chosen, sums)
        for index in model.files.indices {
            let file = model.files[index]
            if file.choice.isChosen { model.files[index].digest = sums[file.path].map { .sha256($0) } }
            if let fault = tree.fault(of: file.path) { model.files[index].choice = .leave(fault) }
        }
        model.files += tree.left.map { left in
            SourceFile(path: left.path, size: nil, digest: nil, choice: .leave(left.reason), key: "")
        }
        model.place(under: name.name, pin: pin)
        return model
    }

    package func open(_ file: SourceFile, of model: SourceModel, range: Range<Int64>?, token: Secret?) async throws
        -> SourceStream
    {
        try Task.checkCancellation()
        let name = try directory(model.reference)
        let forbidden = forbidden
        let (source, version) = try await pool.runIfActive {
            let root = try DirectoryTree.root(name, outside: forbidden)
            let file = try OpenFile(DirectoryTree.real(file.path, in: root), O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
            return (file, try FileVersion(file))
        }
        guard version.isRegular else { throw Problem.notPlain(file.path) }
        if let size = file.size, version.size != size {
            throw Problem.changed(
                file.path, "it had \(size) bytes when the import was planned, and has \(version.size)")
        }
        let all = 0..<version.size
        let span = (range ?? all).clamped(to: all)
        return SourceStream(
            offset: span.lowerBound, totalSize: version.size,
            body: ByteStream(
                SteadyFileBody(file: source, path: file.path, version: version, range: span, pool: pool))
        )
    }

    /// Nobody searches a disk here.
    package func search(_ query: String, limit: Int, token: Secret?) async throws -> [ModelSummary] { [] }

    private func directory(_ reference: ModelReference) throws(Problem) -> DirectoryReference {
        guard case .directory(let name) = reference else {
            throw Problem(.invalidReference, "Not a directory", detail: "‘\(reference)’ is of another source")
        }
        guard name.isAbsolute else {
            throw Problem(
                .invalidReference, "The whole path is needed", detail: "‘\(name.path)’ begins nowhere",
                fix: "Write it from the root on, for example dir:/srv/models/my-finetune."
            )
        }
        return name
    }

    /// SHA-256 by path.
    private func hashed(_ files: [SourceFile], in tree: DirectoryTree) async throws -> [String: String] {
        try await withThrowingTaskGroup(of: (String, String).self) { group in
            var sums: [String: String] = [:]
            for (index, file) in files.enumerated() {
                if index >= Self.hashedAtOnce, let (path, sum) = try await group.next() { sums[path] = sum }
                group.addTask {
                    let place = try DirectoryTree.real(file.path, in: tree.root)
                    return (file.path, try await digests.sha256(of: place, named: file.path, on: pool))
                }
            }
            for try await (path, sum) in group { sums[path] = sum }
            return sums
        }
    }

    private static func pin(of files: [SourceFile], _ sums: [String: String]) -> String {
        var hash = SHA256()
        hash.update("llm-manager directory 1\n".utf8)
        for file in files.sorted(by: { $0.path < $1.path }) {
            hash.update("\(file.path)\u{0}\(file.size ?? 0)\u{0}\(sums[file.path] ?? "")\n".utf8)
        }
        return Hex.encode(hash.finalized())
    }
}

extension Problem {
    /// A file is not what it was when the import was planned.
    static func changed(_ path: String, _ how: String) -> Problem {
        Problem(
            .digestMismatch, "The file has changed", detail: "‘\(path)’: \(how)",
            fix: "Let whoever writes it end, then start the import anew: it takes the files as they are then."
        )
    }

    static func notPlain(_ path: String) -> Problem {
        Problem(
            .unsupportedModel, "Not a plain file", detail: "‘\(path)’ is a device, a pipe or a socket",
            fix: "Put the file itself in its place."
        )
    }
}
