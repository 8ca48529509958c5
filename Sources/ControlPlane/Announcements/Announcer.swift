import Domain
package import Logging
import Synchronization

/// Watches for the ends of imports and deploys of this process, and tells the webhook, one after another.
///
/// Deploys are heard as an audit sink; imports by looking at what this process knows. What cannot be told after all tries
/// is logged and dropped: the audit log has it.
package final class Announcer: AuditSink {
    private static let most = 1000

    private let webhook: Webhook
    private let importing: any ImportDirector
    private let logger: Logger
    private let waiting: AsyncStream<Announcement>
    private let feed: AsyncStream<Announcement>.Continuation
    private let interval: Duration

    package init(
        _ webhook: Webhook, importing: any ImportDirector, logger: Logger, interval: Duration = .seconds(1)
    ) {
        self.webhook = webhook
        self.importing = importing
        self.logger = logger
        self.interval = interval
        (waiting, feed) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.most))
    }

    package func record(_ line: AuditLine) {
        guard ["services.deployed", "services.updated"].contains(line.action) else { return }
        let isReady = ["ok", "ready", "unproven"].contains(line.outcome)
        feed.yield(
            Announcement(
                id: "\(line.requestID)-deploy", type: isReady ? .deployReady : .deployFailed, at: line.at,
                target: line.target, subject: line.subject, actor: line.actor, code: isReady ? nil : line.outcome
            )
        )
    }

    /// Runs until its task is cancelled; what waits then is told to nobody.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.watchImports() }
            group.addTask { await self.deliver() }
        }
    }

    private func deliver() async {
        for await announcement in waiting {
            do {
                try await webhook.tell(announcement)
            } catch is CancellationError {
                return
            } catch {
                logger.error(
                    "webhook not told",
                    metadata: ["delivery": "\(announcement.id)", "reason": "\(Problem(wrapping: error).detail)"])
            }
        }
    }

    private func watchImports() async {
        var told: Set<String> = []
        while !Task.isCancelled {
            for snapshot in await importing.known(in: nil) {
                let end = "\(snapshot.id)-\(snapshot.startedAt)-\(snapshot.state.name)"
                switch snapshot.state {
                case .completed, .failed: if told.insert(end).inserted { feed.yield(Self.end(of: snapshot)) }
                default: break
                }
            }
            try? await Task.sleep(for: interval)
        }
    }

    private static func end(of snapshot: ImportSnapshot) -> Announcement {
        var announcement = Announcement(
            id: "\(snapshot.id)-\(snapshot.version)", type: .importCompleted, at: snapshot.updatedAt,
            target: snapshot.target.description, subject: "\(snapshot.bucket)/\(snapshot.model)",
            actor: snapshot.startedBy
        )
        if case .failed(let problem) = snapshot.state {
            announcement.type = .importFailed
            announcement.code = problem.code.rawValue
            announcement.detail = problem.detail
        }
        return announcement
    }
}
