package import Foundation
import Synchronization

/// Every request that simulated services got, with what it took: what Cloud Monitoring's figures are made of. One JSON
/// object a line of `requests.ndjson`; what is older than eight days goes.
package final class MeterBook: Sendable {
    /// One request, or one start of an instance.
    package struct Sample: Codable, Sendable, Hashable {
        package var project: String
        package var region: String
        package var service: String
        package var revision: String
        package var at: Date
        /// HTTP status; 0 for a start.
        package var status: Int
        package var milliseconds: Double
        package var promptTokens: Int
        package var generatedTokens: Int

        package init(
            project: String, region: String, service: String, revision: String, at: Date, status: Int,
            milliseconds: Double, promptTokens: Int = 0, generatedTokens: Int = 0
        ) {
            self.project = project
            self.region = region
            self.service = service
            self.revision = revision
            self.at = at
            self.status = status
            self.milliseconds = milliseconds
            self.promptTokens = promptTokens
            self.generatedTokens = generatedTokens
        }

        var isStart: Bool { status == 0 }
    }

    private static let file = "requests.ndjson"
    private static let reach: TimeInterval = 8 * 86_400
    private let directory: StateDirectory
    private let samples: Mutex<[Sample]>

    package init(_ directory: StateDirectory) throws {
        self.directory = directory
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        let data = FileManager.default.contents(atPath: directory.file(Self.file)) ?? Data()
        let oldest = Date(timeIntervalSinceNow: -Self.reach)
        let known = data.split(separator: 10).compactMap { try? decoder.decode(Sample.self, from: Data($0)) }
            .filter { $0.at >= oldest }
        try directory.write(try known.reduce(into: Data()) { $0 += try Self.line($1) }, to: Self.file)
        samples = Mutex(known)
    }

    package var all: [Sample] { samples.withLock { $0 } }

    package func record(_ sample: Sample) throws {
        try samples.withLock { samples in
            samples.append(sample)
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: directory.file(Self.file)))
            defer { try? handle.close() }
            try handle.seekToEnd()
            try handle.write(contentsOf: Self.line(sample))
        }
    }

    /// Of the requests since `start`: how many there were, and their tokens.
    func totals(of revision: String, since start: Date) -> (requests: Int, prompt: Int, generated: Int) {
        samples.withLock { samples in
            samples.filter { $0.revision == revision && !$0.isStart && $0.at >= start }.reduce((0, 0, 0)) {
                sum, sample in
                (sum.0 + 1, sum.1 + sample.promptTokens, sum.2 + sample.generatedTokens)
            }
        }
    }

    /// When the revision was asked last.
    func lastRequest(of revision: String) -> Date? {
        samples.withLock { $0.last { $0.revision == revision && !$0.isStart }?.at }
    }

    private static func line(_ sample: Sample) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .secondsSince1970
        return try encoder.encode(sample) + [10]
    }
}
