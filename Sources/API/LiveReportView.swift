package import Domain

/// `doctor --live --json`: what was tried on a project, and how each step ended.
package struct LiveReportView: Sendable, Hashable, Codable {
    package var project: String
    package var region: String
    package var spent: Bool
    /// Every step went well or was not asked for.
    package var passed: Bool
    /// Everything that was made is gone.
    package var clean: Bool
    package var steps: [LiveStepView]

    package init(project: String, region: String, spent: Bool, passed: Bool, clean: Bool, steps: [LiveStepView]) {
        self.project = project
        self.region = region
        self.spent = spent
        self.passed = passed
        self.clean = clean
        self.steps = steps
    }

    package init(project: String, region: String, spent: Bool, _ steps: [LiveStep]) {
        self.init(
            project: project, region: region, spent: spent, passed: !steps.contains { $0.state == .failed },
            clean: steps.contains { $0.id == "clean-up" && $0.state == .ok }, steps: steps.map(LiveStepView.init)
        )
    }
}

/// One step.
package struct LiveStepView: Sendable, Hashable, Codable {
    package var id: String
    package var title: String
    /// `ok`, `warning`, `failed`, `skipped`.
    package var state: String
    package var seconds: Double
    package var detail: String
    package var fix: String?

    package init(id: String, title: String, state: String, seconds: Double, detail: String, fix: String?) {
        self.id = id
        self.title = title
        self.state = state
        self.seconds = seconds
        self.detail = detail
        self.fix = fix
    }

    package init(_ step: LiveStep) {
        self.init(
            id: step.id, title: step.title, state: step.state.rawValue, seconds: Double(step.milliseconds) / 1000,
            detail: step.detail, fix: step.fix)
    }
}
