import ArgumentParser
import Foundation
import GoogleCloud
import Logging
import Outbound
import Server

/// `--log-format`.
enum LogFormat: String, ExpressibleByArgument, Sendable, CaseIterable {
    case text, json
}

extension ServeCommand {
    /// The logger of a manager that serves.
    static func logger(_ format: LogFormat?, _ environment: [String: String]) async throws -> Logger {
        let isCloudRun = environment["K_SERVICE"]?.isEmpty == false
        let project = environment["GOOGLE_CLOUD_PROJECT"] ?? environment["LLM_MANAGER_PROJECT"]
        var logger =
            (format ?? (isCloudRun ? .json : .text)) == .json
            ? Logger(label: "llm-manager") { JSONLogHandler(label: $0, project: project) }
            : Logger(label: "llm-manager") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .info
        return logger
    }
}
