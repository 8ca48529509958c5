import API
import ControlPlane
import Domain
import Hummingbird

/// `/api/audit`: who changed what; for admins.
struct AuditRoutes {
    let controlPlane: ControlPlane

    init(_ controlPlane: ControlPlane) { self.controlPlane = controlPlane }

    var operations: [Operation] {
        let audit = controlPlane.audit
        return [
            Operation(
                id: "listAudit", method: .get, path: "/api/audit",
                summary: "Changes that somebody asked for and what became of them, the newest first; for admins",
                parameters: [
                    .query("pageToken", "`nextPageToken` of the page before."),
                    .query(
                        "pageSize", .plain(["type": "string", "pattern": "^([1-9][0-9]{0,8})?$"]), "500 at most; 100."),
                ],
                answer: .init(status: 200, about: "One page.", schema: .wire(AuditList.self))
            ) { call in
                let page = try await audit.page(
                    call.anywhere, token: call.optional("pageToken"),
                    size: call.number("pageSize", else: 100, atLeast: 1)
                )
                let lines = page.lines.map(AuditView.init)
                return try .json(AuditList(lines: lines, keptIn: audit.place, nextPageToken: page.nextPageToken))
            }
        ]
    }
}

extension AuditView {
    fileprivate init(_ line: AuditLine) {
        self.init(
            at: line.at, actor: line.actor, role: line.role.rawValue, action: line.action, target: line.target,
            subject: line.subject, outcome: line.outcome, requestId: line.requestID, before: line.before,
            after: line.after
        )
    }
}
