import API
package import ArgumentParser
import ControlPlane
import Domain
import Foundation

/// `llm-manager plan -f FILE`
package struct PlanFileCommand: SessionCommand {
    package static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Say what applying a declarative file would change; change nothing.",
        discussion: "Exit status: 0 nothing would change, 2 something would, 1 the file cannot be used or applied."
    )

    @OptionGroup var file: FileArgument
    @Flag(help: "Count services that the file made and no longer names as to be deleted.")
    var prune = false
    @OptionGroup(title: "Where") package var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func run() async throws {
        do {
            try await perform()
        } catch let exit as ExitCode
            where ![ExitStatus.success.rawValue, ExitStatus.findings.rawValue].contains(exit.rawValue)
        {
            throw ExitStatus.failure.exitCode
        }
    }

    package func run(in session: CommandSession) async throws {
        let declaration = try file.declaration()
        let plan = try await session.controlPlane.declarations.plan(
            session.context, declaration, prunes: prune, token: file.token)
        try output.show(DeclarationPlanView(plan)) { DeclarationText.text(plan) }
        guard plan.canApply else { throw ExitStatus.failure.exitCode }
        if plan.hasChanges { throw ExitStatus.findings.exitCode }
    }
}

/// The file of `plan` and `apply`.
struct FileArgument: ParsableArguments, Sendable {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The declarative file; see docs/declarative.md.", valueName: "path"))
    var file = "llm-manager.yaml"

    /// Only from the environment: a command line is seen by others.
    var token: Secret? { ProcessInfo.processInfo.environment["HF_TOKEN"].flatMap { Secret($0) } }

    /// - Throws: `not-found`; `invalid-request` with the line of the mistake.
    func declaration() throws -> Declaration {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Problem(
                .notFound, "No such file", detail: "\(file) cannot be read", fix: "Give its path with -f FILE.")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw Problem(.invalidRequest, "The file cannot be used", detail: "\(file) is not UTF-8 text")
        }
        let name = URL(filePath: file).lastPathComponent
        return try DeclarationReader(name: name).read(text)
    }
}

/// A plan for people.
enum DeclarationText {
    private static let signs: [DeclarationChange.Kind: String] = [
        .none: " ", .create: "+", .import: "↓", .update: "~", .delete: "-",
    ]

    static func text(_ plan: DeclarationPlan) -> String {
        var lines: [String] = []
        for change in plan.changes {
            lines.append("\(signs[change.kind] ?? "?") \(change.resource.rawValue) \(change.name)")
            let view = DeclarationChangeView(change)
            lines += (view.details + view.fit + view.quota).map { "      \($0)" }
            lines += costs(change).map { "      \($0)" }
            for problem in change.problems {
                lines.append("      \(problem.severity.rawValue): \(problem.detail)")
                if let fix = problem.fix { lines.append("        fix: \(fix)") }
            }
        }
        let count = plan.changes.count { $0.kind != .none }
        lines.append(count == 0 ? "Nothing to change." : "\(count) to change of \(plan.changes.count).")
        return lines.joined(separator: "\n")
    }

    private static func costs(_ change: DeclarationChange) -> [String] {
        func signed(_ delta: Money?) -> String {
            delta.map { " (\($0.nanos >= 0 ? "+" : "")\($0.text))" } ?? " (change unknown)"
        }
        guard let cost = change.cost else {
            guard change.kind == .delete, let delta = change.costDelta else { return [] }
            return ["cost \(delta.text) a busy hour"]
        }
        return [
            "cost \(cost.perHourBusy.text) a busy hour\(signed(change.costDelta)), "
                + "\(cost.perMonthIdle.text) a month idle\(signed(change.idleCostDelta))"
        ]
    }
}

extension DeclarationPlanView {
    init(_ plan: DeclarationPlan) {
        self.init(
            owner: plan.owner, basedOn: plan.basedOn, hasChanges: plan.hasChanges, canApply: plan.canApply,
            changes: plan.changes.map { DeclarationChangeView($0) }
        )
    }
}

extension DeclarationChangeView {
    init(_ change: DeclarationChange) {
        self.init(
            kind: change.kind.rawValue, resource: change.resource.rawValue, name: change.name, details: change.details
        )
        fit = change.fit
        quota = change.quota.map { use in
            let limit = use.limit.map { "\($0)" } ?? "unknown"
            return "quota \(use.name): \(use.requested) asked, \(use.used) used, limit \(limit)"
        }
        costPerHourBusy = change.cost.map { MoneyView($0.perHourBusy) }
        costPerMonthIdle = change.cost.map { MoneyView($0.perMonthIdle) }
        costDelta = change.costDelta.map { MoneyView($0) }
        idleCostDelta = change.idleCostDelta.map { MoneyView($0) }
        problems = change.problems.map {
            DeclarationFinding(severity: $0.severity.rawValue, code: $0.code, detail: $0.detail, fix: $0.fix)
        }
    }
}
