/// What fails, and when: rules in order, the first that matches a request and is due decides.
package struct FaultPlan: Sendable, Hashable, Codable {
    package var rules: [FaultRule]

    package init(rules: [FaultRule] = []) {
        self.rules = rules
    }
}
