/// Which log lines of a service are wanted.
package struct LogQuery: Sendable, Hashable {
    /// Lines of one answer at most.
    package static let largestLimit = 1000

    /// Lines at least this grave; nil: all.
    package var severity: LogSeverity?
    /// Lines that contain this text, in any case of letters.
    package var text: String?
    /// RFC 3339; lines from this moment on. nil: the last seven days.
    package var since: String?
    /// RFC 3339; lines up to this moment.
    package var until: String?
    package var revision: String?
    package var limit: Int
    /// What the answer before gave as ``LogPage/older``; the other fields must be as they were.
    package var pageToken: String?

    package init(
        severity: LogSeverity? = nil, text: String? = nil, since: String? = nil, until: String? = nil,
        revision: String? = nil, limit: Int = 200, pageToken: String? = nil
    ) {
        self.severity = severity
        self.text = text.flatMap { $0.isEmpty ? nil : $0 }
        self.since = since
        self.until = until
        self.revision = revision
        self.limit = min(max(1, limit), Self.largestLimit)
        self.pageToken = pageToken
    }

    /// Whether a line is wanted, as far as that can be told from the line: for runtimes whose logs do not filter.
    package func fits(_ line: LogLine) -> Bool {
        if let severity, (LogSeverity(rawValue: line.severity) ?? .default) < severity { return false }
        if let text, !line.text.lowercased().contains(text.lowercased()) { return false }
        if let revision, let own = line.revision, own != revision { return false }
        return true
    }
}

/// Log lines, oldest first.
package struct LogPage: Sendable, Hashable {
    package var lines: [LogLine]
    /// Leads to the lines before these; nil when there are none that fit.
    package var older: String?

    package init(lines: [LogLine], older: String? = nil) {
        self.lines = lines
        self.older = older
    }
}
