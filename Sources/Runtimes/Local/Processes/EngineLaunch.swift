import Domain
import Foundation

/// How an engine of this machine is started: words and variables, whether it is a process or a container.
struct EngineLaunch: Sendable, Hashable {
    var words: [String]
    var environment: [String: String]
    /// nil for a native process.
    var container: String?

    /// Variables of ours that an engine needs to run; nothing that may be secret.
    private static let inherited: Set<String> = [
        "PATH", "HOME", "USER", "LANG", "TMPDIR", "LD_LIBRARY_PATH", "CUDA_HOME", "NVIDIA_VISIBLE_DEVICES",
        "ROCR_VISIBLE_DEVICES", "XDG_RUNTIME_DIR",
    ]

    init(_ record: LocalServiceRecord, _ settings: LocalRuntimeSettings, environment ours: [String: String]) {
        let recipe = record.recipe
        var variables = recipe.environment
        if let place = record.place { variables.merge(place.environment) { _, pinned in pinned } }
        variables[ProcessTable.variable] = record.token
        if let name = record.container, let tool = settings.containers {
            container = name
            let inside = ContainerWords(
                tool: tool, name: name, owner: String(record.token.split(separator: "/").first ?? ""), recipe: recipe,
                place: record.place, root: settings.bucketDirectory(record.spec.bucket), variables: variables
            )
            words = inside.words
            environment = inside.environment(ours: ours)
        } else {
            container = nil
            words = (settings.commands[recipe.engine] ?? recipe.command) + Self.nativeArguments(of: recipe)
            var inherited = ours.filter { Self.inherited.contains($0.key) }
            if record.place == nil { inherited["CUDA_VISIBLE_DEVICES"] = ours["CUDA_VISIBLE_DEVICES"] }
            environment = inherited.merging(variables) { _, given in given }
        }
    }

    /// The recipe's arguments without the words that the configured program stands for.
    static func nativeArguments(of recipe: ContainerRecipe) -> [String] {
        recipe.engine == .ollama && recipe.arguments.first == "serve"
            ? Array(recipe.arguments.dropFirst()) : recipe.arguments
    }
}
