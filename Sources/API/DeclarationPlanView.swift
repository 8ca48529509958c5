/// `llm-manager plan -f FILE --json`: what applying the file would do. Stable: fields are added, never changed.
package struct DeclarationPlanView: Sendable, Hashable, Codable {
    package var owner: String
    /// `apply --based-on` refuses when this is another one by then.
    package var basedOn: String
    package var hasChanges: Bool
    package var canApply: Bool
    package var changes: [DeclarationChangeView]

    package init(
        owner: String, basedOn: String, hasChanges: Bool, canApply: Bool, changes: [DeclarationChangeView]
    ) {
        self.owner = owner
        self.basedOn = basedOn
        self.hasChanges = hasChanges
        self.canApply = canApply
        self.changes = changes
    }
}

package struct DeclarationChangeView: Sendable, Hashable, Codable {
    /// `none`, `create`, `import`, `update`, `delete`.
    package var kind: String
    /// `bucket`, `model`, `service`.
    package var resource: String
    package var name: String
    package var details: [String]
    package var fit: [String]
    /// One line for each quota: what is asked, used, and left.
    package var quota: [String]
    package var costPerHourBusy: MoneyView?
    package var costPerMonthIdle: MoneyView?
    /// By how much a busy hour's cost changes; left out where one side is not known.
    package var costDelta: MoneyView?
    /// By how much an idle month's cost changes; left out where one side is not known.
    package var idleCostDelta: MoneyView?
    package var problems: [DeclarationFinding]

    package init(kind: String, resource: String, name: String, details: [String]) {
        self.kind = kind
        self.resource = resource
        self.name = name
        self.details = details
        fit = []
        quota = []
        problems = []
    }
}

/// Why a change cannot be made (`error`), or what to think of (`warning`).
package struct DeclarationFinding: Sendable, Hashable, Codable {
    package var severity: String
    package var code: String
    package var detail: String
    package var fix: String?

    package init(severity: String, code: String, detail: String, fix: String?) {
        self.severity = severity
        self.code = code
        self.detail = detail
        self.fix = fix
    }
}
