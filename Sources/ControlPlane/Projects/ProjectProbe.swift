import Domain

/// One question to Google about a project, and the lines of the checklist that its answer makes.
///
/// It never throws: what could not be asked is a line that says `unknown`, and why.
protocol ProjectProbe: Sendable {
    func run(_ facts: any ProjectFacts) async -> [ProjectCheck]
}
