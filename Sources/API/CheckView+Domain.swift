package import Domain

extension CheckView {
    package init(_ check: ProjectCheck) {
        let state: State =
            switch check.state {
            case .ok: .ok
            case .warning: .warning
            case .missing: .missing
            case .unknown: .unknown
            }
        self.init(
            id: check.id, group: check.group.rawValue, title: check.title, state: state, detail: check.detail,
            why: check.why, hint: check.hint, permission: check.permission,
            fix: check.fix.map {
                Fix(check: $0.check, label: $0.label, effect: $0.effect, role: $0.role.rawValue)
            },
            command: check.command, link: check.link
        )
    }
}

extension CheckRepairView {
    package init(_ repair: CheckRepair) {
        self.init(check: repair.check, changes: repair.changes, checks: repair.checks.map(CheckView.init))
    }
}
