package import Foundation
package import Logging
import Synchronization

/// Log lines as Cloud Logging reads them from a container's output: one JSON object a line, with `severity`, `message`,
/// `time`, the request's trace, and everything else under its own name.
///
/// Values are encoded, never pasted: a caller's text cannot begin a line of its own or pass for a field.
package struct JSONLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var logLevel: Logger.Level = .info
    private let label: String
    /// For the full name of a trace; nil leaves traces out.
    private let project: String?
    private let write: @Sendable (Data) -> Void

    /// - Parameter write: takes a whole line with its end.
    package init(label: String, project: String?, write: @escaping @Sendable (Data) -> Void = JSONLogHandler.output) {
        self.label = label
        self.project = project
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var fields: [String: Any] = [:]
        for (name, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }) {
            fields[name] = Self.json(value)
        }
        if let trace = fields.removeValue(forKey: "trace") as? String, let project {
            fields["logging.googleapis.com/trace"] = "projects/\(project)/traces/\(trace)"
        }
        fields["severity"] = Self.severity(event.level)
        fields["message"] = event.message.description
        fields["time"] = Date().formatted(.iso8601.year().month().day().time(includingFractionalSeconds: true))
        fields["logger"] = label
        guard
            var line = try? JSONSerialization.data(
                withJSONObject: fields, options: [.sortedKeys, .withoutEscapingSlashes])
        else { return }
        line.append(0x0A)
        write(line)
    }

    private static func json(_ value: Logger.Metadata.Value) -> Any {
        switch value {
        case .string(let text): String(text.prefix(8192))
        case .stringConvertible(let value): String(value.description.prefix(8192))
        case .array(let values): values.map(json)
        case .dictionary(let members): members.mapValues(json)
        }
    }

    private static func severity(_ level: Logger.Level) -> String {
        switch level {
        case .trace, .debug: "DEBUG"
        case .info: "INFO"
        case .notice: "NOTICE"
        case .warning: "WARNING"
        case .error: "ERROR"
        case .critical: "CRITICAL"
        }
    }

    private static let standardOutput = Mutex(FileHandle.standardOutput)

    /// Whole lines of standard output, one after another.
    package static func output(_ line: Data) {
        standardOutput.withLock { $0.write(line) }
    }
}
