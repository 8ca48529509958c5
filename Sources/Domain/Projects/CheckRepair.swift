/// What came of a fix: what was changed, and the lines that it was about, looked at again.
package struct CheckRepair: Sendable, Hashable {
    package var check: String
    /// A sentence each; empty when everything was as it should be already.
    package var changes: [String]
    package var checks: [ProjectCheck]

    package init(check: String, changes: [String], checks: [ProjectCheck]) {
        self.check = check
        self.changes = changes
        self.checks = checks
    }
}
