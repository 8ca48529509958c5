package import Domain
import Foundation
import Serving

extension LocalRuntime {
    package func plan(
        _ spec: ServiceSpec, of manifest: ModelManifest, knowing facts: PlanFacts
    ) async throws -> ServicePlan {
        let root = settings.bucketDirectory(spec.bucket)
        let name = spec.name ?? ServiceName.derived(from: manifest.model.id)
        let id = try ServiceID(region: Self.region, name: name)
        let record = try directory.record(name)
        // A service that is deployed again keeps its address.
        let port = try record?.recipe.port ?? FreePort.find()
        let site = ServingSite(accelerators: settings.accelerators, loaders: [.directory], root: root, port: port)
        var draft = try ServingDesigner().draft(spec, of: manifest, on: site, knowing: facts)
        draft.spec.region = Self.region
        var problems = draft.problems + missingFiles(of: manifest, root: root)
        if settings.commands[draft.recipe.engine] == nil {
            problems.append(
                PlanProblem(
                    .error, code: Problem.Code.unsupported.rawValue,
                    detail: "No program is set for the engine \(draft.recipe.engine.rawValue)",
                    fix: "Install the engine and set the program that starts it."
                )
            )
        }
        if let variable = spec.secrets.keys.min() {
            problems.append(
                PlanProblem(
                    .error, code: Problem.Code.unsupported.rawValue,
                    detail: "‘\(variable)’ is to come from Secret Manager, which this machine has not",
                    fix: "Give the variable with --env, or set it where the manager runs."
                )
            )
        }
        let words = (settings.commands[draft.recipe.engine] ?? draft.recipe.command) + Self.arguments(of: draft.recipe)
        let change = record.map { "End the process of \($0.revision) and start a new one" } ?? "Start a process"
        return ServicePlan(
            id: id, target: .local, spec: draft.spec, recipe: draft.recipe, fit: draft.fit, cost: nil, quota: [],
            changes: ["\(change): \(words.joined(separator: " "))", "Listen on http://127.0.0.1:\(port)"],
            problems: problems, basedOn: record?.etag, predictedStart: draft.start.seconds, requestPreview: "",
            start: draft.start, shape: draft.shape
        )
    }

    /// The recipe's arguments without the words that the configured program stands for.
    static func arguments(of recipe: ContainerRecipe) -> [String] {
        recipe.engine == .ollama && recipe.arguments.first == "serve"
            ? Array(recipe.arguments.dropFirst()) : recipe.arguments
    }

    private func missingFiles(of manifest: ModelManifest, root: String) -> [PlanProblem] {
        let missing = manifest.files.filter { !FileManager.default.fileExists(atPath: "\(root)/\($0.key)") }
        guard let first = missing.first else { return [] }
        return [
            PlanProblem(
                .error, code: Problem.Code.modelNotFound.rawValue,
                detail: "\(missing.count) of the model's \(manifest.files.count) files are not in \(root), "
                    + "‘\(first.key)’ for one",
                fix: "Import the model again."
            )
        ]
    }
}
