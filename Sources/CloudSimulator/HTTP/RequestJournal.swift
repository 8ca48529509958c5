import Foundation
import Synchronization

/// Recorded requests on disk, a line of JSON each, so that a check can read what clients sent to simulators that are gone.
final class RequestJournal: Sendable {
    /// Names the directory for the simulators of a test run.
    static let variable = "CLOUD_SIMULATOR_RECORDINGS"

    private let file: Mutex<FileHandle>

    /// Nil where the file cannot be made: a record of requests is never a reason not to start.
    init?(directory: String) {
        let path = "\(directory)/\(UUID().uuidString).jsonl"
        try? FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else { return nil }
        file = Mutex(handle)
    }

    func append(_ entry: RequestRecorder.Entry) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        guard var line = try? encoder.encode(entry) else { return }
        line.append(UInt8(ascii: "\n"))
        file.withLock { try? $0.write(contentsOf: line) }
    }
}
