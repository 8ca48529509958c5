import Digests
import Domain
import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// SHA-256 of files, each computed once while the file stays as it is.
final class FileDigests: Sendable {
    /// Bytes that are hashed without giving the thread back.
    private static let step = 8 << 20
    /// Files remembered; beyond, all are forgotten and read again when asked for.
    private static let limit = 100_000

    private struct Known {
        var version: FileVersion
        var sha256: String
    }

    private let known = Mutex<[String: Known]>([:])

    /// - Parameters:
    ///   - place: the file's real path.
    ///   - name: what messages call it.
    /// - Throws: `digest-mismatch` when the file is written while it is read.
    func sha256(of place: String, named name: String, on pool: NIOThreadPool) async throws -> String {
        let (file, version) = try await pool.runIfActive {
            let file = try OpenFile(place, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
            return (file, try FileVersion(file))
        }
        guard version.isRegular else { throw Problem.notPlain(name) }
        if let known = known.withLock({ $0[place] }), known.version == version { return known.sha256 }
        var state = Progress()
        while state.position < version.size {
            try Task.checkCancellation()
            let before = state
            state = try await pool.runIfActive { try before.advanced(in: file, to: version.size, by: Self.step) }
            if state.position == before.position { throw Problem.changed(name, "it became shorter while it was read") }
        }
        guard try await pool.runIfActive({ try FileVersion(file) }) == version else {
            throw Problem.changed(name, "it was written while it was read")
        }
        let sha256 = Hex.encode(state.hash.finalized())
        known.withLock { known in
            if known.count >= Self.limit { known.removeAll() }
            known[place] = Known(version: version, sha256: sha256)
        }
        return sha256
    }

    private struct Progress: Sendable {
        var hash = SHA256()
        var position: Int64 = 0

        func advanced(in file: OpenFile, to end: Int64, by step: Int) throws -> Progress {
            var next = self
            let stop = min(end, position + Int64(step))
            file.expect(stop..<min(end, stop + Int64(step)))
            while next.position < stop {
                let count = Int(min(stop - next.position, Int64(DirectoryFiles.chunk)))
                let buffer = try file.read(count, at: next.position)
                guard buffer.readableBytes > 0 else { return next }
                next.hash.update(buffer)
                next.position += Int64(buffer.readableBytes)
            }
            return next
        }
    }
}
