import Foundation

/// The samples of a service on disk: a line each, in two files of at most some megabytes; a week and more.
///
/// One that is half written when the power goes is passed over. Writers are one at a time: the supervisor.
struct SampleBook: Sendable {
    /// The folder of the service.
    var folder: String
    /// Bytes of a file after which the next is begun.
    var limit: UInt64 = 6 << 20

    private var path: String { "\(folder)/metrics.jsonl" }
    private var olderPath: String { "\(folder)/metrics-older.jsonl" }

    func append(_ sample: EngineSample) throws {
        var line = try JSONEncoder().encode(sample)
        line.append(10)
        if !FileManager.default.fileExists(atPath: path) { try Data().write(to: URL(filePath: path)) }
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        defer { try? file.close() }
        let size = try file.seekToEnd()
        try file.write(contentsOf: line)
        if size > limit {
            try? FileManager.default.removeItem(atPath: olderPath)
            try FileManager.default.moveItem(atPath: path, toPath: olderPath)
        }
    }

    /// Samples since a moment (seconds since 1970), oldest first. Reads from the end: what is older costs nothing.
    func samples(since: Double) -> [EngineSample] {
        var found: [EngineSample] = []
        for path in [path, olderPath] {
            let lines = (FileManager.default.contents(atPath: path) ?? Data()).split(separator: 10)
            for line in lines.reversed() {
                guard let sample = try? JSONDecoder().decode(EngineSample.self, from: line) else { continue }
                if sample.at < since { return found.reversed() }
                found.append(sample)
            }
        }
        return found.reversed()
    }
}
