import API
import ArgumentParser
import ControlPlane
import Domain

struct ServicesPlanCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Say what a deploy would create, change, cost or refuse; change nothing.",
        discussion: """
            Problems come first, each with its fix; then whether the model fits, with its arithmetic, the quota, the price, \
            how long a cold start takes, and what would change. The exit status is 9 when the plan could not be applied.
            """
    )

    @OptionGroup var model: ModelArgument
    @OptionGroup(title: "Service options") var options: SpecOptions

    @Flag(help: "Compare regions, accelerators and loaders instead: fit, price, start and quota of each.")
    var alternatives = false

    @Flag(help: "Print only the request that a deploy would send to Cloud Run, as JSON.")
    var request = false

    @Option(
        help: ArgumentHelp(
            "Tokens that one busy instance generates in a second, for the price of a million.", valueName: "rate"))
    var tokensPerSecond: Double?

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        if alternatives, request { throw ValidationError("--alternatives and --request do not go together.") }
        if let tokensPerSecond, !(tokensPerSecond > 0 && tokensPerSecond <= 1_000_000) {
            throw ValidationError("--tokens-per-second is a number above 0.")
        }
    }

    func run(in session: CommandSession) async throws {
        let services = session.controlPlane.services
        if alternatives {
            let view = AlternativesView(try await services.alternatives(session.context, spec()))
            try output.list(view.alternatives, json: view, empty: "There is one way only: the plan's.")
            return
        }
        let plan = try await services.plan(session.context, spec(), tokensPerSecond: tokensPerSecond)
        if request {
            Console.print(plan.requestPreview.isEmpty ? "{}" : plan.requestPreview)
        } else {
            try output.show(PlanView(plan)) { PlanText.text(plan) }
        }
        guard plan.canApply else { throw ExitStatus.refused.exitCode }
    }

    private func spec() throws -> ServiceSpec { try options.spec(for: model.selection()) }
}
