/// One line of a plan's arithmetic: what, how much, and how that comes about.
package struct PlanLine: Sendable, Hashable, Codable {
    package var label: String
    package var formula: String
    package var value: String

    package init(_ label: String, _ value: String, _ formula: String) {
        self.label = label
        self.value = value
        self.formula = formula
    }

    /// `weights 15.0 GiB: 8030261248 × 2 B`.
    package var text: String { formula.isEmpty ? "\(label) \(value)" : "\(label) \(value): \(formula)" }
}
