package import Domain
import Foundation
import GoogleCloud

extension CloudRunRuntime: ServiceHistory {
    private static let logLimit = 200

    /// Made of what Google keeps: the service, its revisions and their conditions, the system's log lines and, where we
    /// may read it, the audit log of changes.
    package func events(_ id: ServiceID) async throws -> ServiceEvents {
        let json = try await managed(id)
        var events = Self.events(of: json)
        let (revisions, entries) = try await googleCall("read what happened to \(id)") {
            async let revisions = revisionsJSON(id)
            async let entries = systemEntries(id)
            return (try await revisions, await entries)
        }
        for revision in revisions { events += Self.events(ofRevision: revision) }
        var problem: String?
        switch entries {
        case .success(let found): events += found.map(Self.event)
        case .failure(let error): problem = error.detail
        }
        let ordered = events.enumerated().sorted { left, right in
            left.element.at == right.element.at ? left.offset < right.offset : left.element.at > right.element.at
        }
        return ServiceEvents(events: ordered.map(\.element), problem: problem)
    }

    private func revisionsJSON(_ id: ServiceID) async throws -> [GoogleJSON] {
        try await run.revisionsJSON(project: project, region: id.region, service: id.name)
    }

    private func systemEntries(_ id: ServiceID) async -> Result<[LogEntry], Problem> {
        let since = Timestamp.precise(Date(timeIntervalSinceNow: -LogFilter.standardReach))
        let names = ["run.googleapis.com%2Fvarlog%2Fsystem", "cloudaudit.googleapis.com%2Factivity"].map {
            "logName=\(LoggingClient.quoted("projects/\(project)/logs/\($0)"))"
        }
        let filter =
            LogFilter(id: id, query: LogQuery()).text(since: since, until: nil)
            + " AND (\(names.joined(separator: " OR ")))"
        do {
            let page = try await LoggingClient(run.api).entries(
                project: project, filter: filter, pageSize: Self.logLimit)
            return .success(page.entries)
        } catch {
            let problem = GoogleProblem.problem(error, doing: "read the system's log")
            return .failure(problem as? Problem ?? Problem(.cancelled, "Cancelled", detail: "it was cancelled"))
        }
    }

    private static func events(of json: GoogleJSON) -> [ServiceEvent] {
        var events: [ServiceEvent] = []
        let creator = json["creator"]?.string
        if let at = json["createTime"]?.string {
            events.append(ServiceEvent(at: at, kind: .created, title: "Created", detail: creator.map { "by \($0)" }))
        }
        if let at = json["updateTime"]?.string, at != json["createTime"]?.string {
            let who = json["lastModifier"]?.string
            events.append(ServiceEvent(at: at, kind: .changed, title: "Changed last", detail: who.map { "by \($0)" }))
        }
        let terminal = json["terminalCondition"].map { [$0] } ?? []
        events += (terminal + (json["conditions"]?.array ?? [])).compactMap { condition($0, revision: nil) }
        if let proof = CloudRunMarks.proof(in: json) {
            events.append(
                ServiceEvent(
                    at: proof.at, kind: .proof, title: "Proven",
                    detail: "the first answer came after \(proof.firstTokenMilliseconds) ms", revision: proof.revision))
        }
        return events
    }

    private static func events(ofRevision json: GoogleJSON) -> [ServiceEvent] {
        guard let name = json["name"]?.string?.split(separator: "/").last.map(String.init) else { return [] }
        var events: [ServiceEvent] = []
        if let at = json["createTime"]?.string {
            let image = (json["containers"]?.array ?? []).first?["image"]?.string
            events.append(ServiceEvent(at: at, kind: .revision, title: "Revision made", detail: image, revision: name))
        }
        return events + (json["conditions"]?.array ?? []).compactMap { condition($0, revision: name) }
    }

    private static func condition(_ json: GoogleJSON, revision: String?) -> ServiceEvent? {
        guard let at = json["lastTransitionTime"]?.string, let type = json["type"]?.string else { return nil }
        let (word, severity): (String, LogSeverity) =
            switch json["state"]?.string {
            case "CONDITION_SUCCEEDED": ("yes", .info)
            case "CONDITION_FAILED": ("no", json["severity"]?.string == "WARNING" ? .warning : .error)
            case "CONDITION_RECONCILING", "CONDITION_PENDING": ("not yet", .notice)
            case let other: (other ?? "unknown", .default)
            }
        let reasons = ["reason", "revisionReason", "executionReason"].compactMap { json[$0]?.string }
        let detail = (reasons + [json["message"]?.string].compactMap(\.self)).joined(separator: ": ")
        return ServiceEvent(
            at: at, kind: .condition, severity: severity, title: "\(type): \(word)",
            detail: detail.isEmpty ? nil : detail, revision: revision
        )
    }

    private static func event(_ entry: LogEntry) -> ServiceEvent {
        let line = CloudRunLogLine.line(entry)
        let severity = LogSeverity(rawValue: line.severity) ?? .default
        if let audit = entry.protoPayload, let method = audit["methodName"]?.string {
            let who = audit["authenticationInfo"]?["principalEmail"]?.string
            return ServiceEvent(
                at: line.at, kind: .audit, severity: severity,
                title: method.split(separator: ".").last.map(String.init) ?? method, detail: who.map { "by \($0)" },
                revision: line.revision
            )
        }
        let isStart = line.text.contains("STARTUP") || line.text.lowercased().contains("starting new instance")
        return ServiceEvent(
            at: line.at, kind: isStart ? .start : .system, severity: severity,
            title: isStart ? "Instance start" : "Cloud Run", detail: line.text, revision: line.revision
        )
    }
}
