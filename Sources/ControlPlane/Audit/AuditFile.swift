package import Domain
import Foundation
import Synchronization

/// Audit lines in a file of the data directory, one JSON object a line.
///
/// A line is written whole in one call and never changed. Past 16 MiB the file is put aside as `audit.1.jsonl`, and the
/// one before it goes.
package final class AuditFile: AuditSink, AuditLog {
    private static let largest = 16 << 20

    private let url: URL
    private let lock = Mutex(())

    /// - Parameter directory: the data directory; made when it is not there.
    /// - Throws: `unavailable` when it cannot be written.
    package init(directory: String) throws(Problem) {
        url = URL(filePath: directory).appending(path: "audit.jsonl")
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let handle = open(url.path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
            guard handle >= 0 else { throw CocoaError(.fileWriteNoPermission) }
            close(handle)
        } catch {
            throw Problem(
                .unavailable, "The audit log cannot be written", detail: "\(url.path) cannot be opened for writing",
                fix: "Let this user write to the data directory."
            )
        }
    }

    package var place: String { "file" }

    package func record(_ line: AuditLine) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard var data = try? encoder.encode(line) else { return }
        data.append(0x0A)
        lock.withLock { _ in
            let handle = open(url.path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
            guard handle >= 0 else { return }
            defer { close(handle) }
            _ = data.withUnsafeBytes { write(handle, $0.baseAddress, $0.count) }
            if lseek(handle, 0, SEEK_END) > Self.largest { putAside() }
        }
    }

    package func page(_ token: String?, size: Int) async throws -> AuditPage {
        let lines = lock.withLock { _ in read(aside) + read(url) }
        return try AuditPage(of: lines, token: token, size: size)
    }

    private var aside: URL { url.deletingLastPathComponent().appending(path: "audit.1.jsonl") }

    private func putAside() {
        try? FileManager.default.removeItem(at: aside)
        try? FileManager.default.moveItem(at: url, to: aside)
    }

    /// A line that cannot be read (a torn last one) is left out.
    private func read(_ file: URL) -> [AuditLine] {
        guard let data = try? Data(contentsOf: file) else { return [] }
        let decoder = JSONDecoder()
        return data.split(separator: 0x0A).compactMap { try? decoder.decode(AuditLine.self, from: $0) }
    }
}
