package import Domain
import Synchronization

/// The last audit lines of this process: what can be read where no data directory and no Cloud Logging keeps them.
package final class AuditMemory: AuditSink, AuditLog {
    private static let most = 2000

    private struct State {
        var lines: [AuditLine] = []
        /// Lines that have gone from the front.
        var dropped = 0
    }

    private let state = Mutex(State())

    package init() {}

    package var place: String { "process" }

    package func record(_ line: AuditLine) {
        state.withLock { state in
            state.lines.append(line)
            guard state.lines.count > Self.most else { return }
            state.dropped += state.lines.count - Self.most
            state.lines.removeFirst(state.lines.count - Self.most)
        }
    }

    /// - Throws: `invalid-request` for a token that is not of a page before.
    package func page(_ token: String?, size: Int) async throws -> AuditPage {
        try state.withLock { state in
            try AuditPage(of: state.lines, dropped: state.dropped, token: token, size: size)
        }
    }
}

extension AuditPage {
    /// A page of lines that lie in order of time, `dropped` of which are gone; the token is the number of the line
    /// that comes next.
    package init(of lines: [AuditLine], dropped: Int = 0, token: String?, size: Int) throws(Problem) {
        var end = lines.count
        if let token {
            guard let number = Int(token), number >= 0 else {
                throw Problem(
                    .invalidRequest, "Not a page", detail: "‘\(token.prefix(50))’ is no token of a page before")
            }
            end = min(max(0, number - dropped), lines.count)
        }
        let start = max(0, end - max(1, size))
        self.init(
            lines: Array(lines[start..<end].reversed()), nextPageToken: start > 0 ? "\(start + dropped)" : nil
        )
    }
}
