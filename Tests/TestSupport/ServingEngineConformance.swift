package import Domain
import Foundation

/// What every engine keeps, whatever it serves with. An engine's test gives models that it can serve and one that it
/// cannot, and runs every check.
package struct ServingEngineConformance: Sendable {
    /// A broken promise, in words.
    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    package enum Check: String, Sendable, CaseIterable {
        case recipeIsWhole = "a recipe says what to run, where it listens and how it is proven"
        case recipeIsPure = "the same facts give the same recipe"
        case recipeFitsCloudRun = "a recipe keeps Cloud Run's limits and reserved names"
        case userWins = "the user's image and environment are in the recipe"
        case foreignModelIsRefused = "a model that the engine cannot serve is refused with a cause"
        case proofAsksTheModel = "the proof asks the model by its name, in JSON"
        case onlyAnAnswerProves = "an error, an empty body and an empty answer prove nothing"
        case askCarriesThePrompt = "a question carries the prompt, and garbage is no answer"
    }

    package var engine: any ServingEngine
    /// Models that it can serve, with what each does.
    package var models: [(manifest: ModelManifest, proof: ProofKind)]
    /// A model that it cannot serve.
    package var foreign: ModelManifest
    package var accelerator: Accelerator

    package init(
        engine: any ServingEngine, models: [(manifest: ModelManifest, proof: ProofKind)], foreign: ModelManifest,
        accelerator: Accelerator
    ) {
        self.engine = engine
        self.models = models
        self.foreign = foreign
        self.accelerator = accelerator
    }

    /// - Throws: `Failure` with what was promised and what came.
    package func run(_ check: Check) throws {
        for model in models { try run(check, model.manifest, model.proof) }
    }

    private func run(_ check: Check, _ manifest: ModelManifest, _ proof: ProofKind) throws {
        let recipe = try recipe(manifest)
        switch check {
        case .recipeIsWhole:
            try require(recipe.engine == engine.kind, "engine is \(recipe.engine)")
            try require(!recipe.image.isEmpty && recipe.image.contains(":"), "image ‘\(recipe.image)’ has no tag")
            try require((1...65535).contains(recipe.port), "port is \(recipe.port)")
            try require(recipe.healthPath.hasPrefix("/"), "health path is ‘\(recipe.healthPath)’")
            try require(recipe.proof == proof, "proven by \(recipe.proof), not \(proof)")
            try require(recipe.servedName == manifest.model.id, "served as ‘\(recipe.servedName)’")
            try require(recipe.concurrency > 0, "serves \(recipe.concurrency) at a time")
        case .recipeIsPure:
            try require(try self.recipe(manifest) == recipe, "two calls gave two recipes")
        case .recipeFitsCloudRun:
            try require((1...1800).contains(recipe.startupSeconds), "startup takes \(recipe.startupSeconds) s")
            try require(recipe.environment["PORT"] == nil, "PORT is Cloud Run's own")
            let reserved = recipe.environment.keys.filter { $0.hasPrefix("K_") }
            try require(reserved.isEmpty, "\(reserved) are Cloud Run's own")
            try require(recipe.mountPath == Self.root, "mounted at \(recipe.mountPath ?? "nothing")")
        case .userWins:
            let wish = try self.recipe(manifest) { spec in
                spec.image = "example.com/own:1"
                spec.environment = ["OWN": "yes"]
            }
            try require(wish.image == "example.com/own:1", "image is \(wish.image)")
            try require(wish.environment["OWN"] == "yes", "the variable is lost")
        case .foreignModelIsRefused:
            do {
                _ = try self.recipe(foreign)
                throw Failure(description: "\(foreign.model) was accepted")
            } catch let problem as Problem {
                try require(problem.code == .unsupportedModel, "refused as \(problem.code)")
                try require(!problem.detail.isEmpty, "refused without a cause")
            }
        case .proofAsksTheModel:
            let request = engine.proofRequest(servedName: recipe.servedName, kind: proof)
            try require(request.path.hasPrefix("/") && request.method == "POST", "\(request.method) \(request.path)")
            try require(try Self.json(request.body)["model"] as? String == recipe.servedName, "asks for another model")
        case .onlyAnAnswerProves:
            for (status, body) in [(500, "{}"), (503, ""), (200, ""), (200, "{}"), (200, "<html>"), (404, "[1]")] {
                try require(!engine.isProof(status: status, body: body, kind: proof), "\(status) ‘\(body)’ proves")
            }
        case .askCarriesThePrompt:
            let prompt = "Say \"hé\"\nnow"
            let request = engine.askRequest(servedName: recipe.servedName, kind: proof, prompt: prompt, stream: false)
            try require("\(try Self.json(request.body))".contains("hé"), "the prompt is lost")
            for body in ["", "{}", "nonsense", "{\"error\":\"x\"}"] {
                try require(engine.answer(in: body, kind: proof) == nil, "‘\(body)’ is an answer")
            }
        }
    }

    private static let root = "/gcs/models"

    private func recipe(_ manifest: ModelManifest, _ change: (inout ServiceSpec) -> Void = { _ in }) throws
        -> ContainerRecipe
    {
        var spec = ServiceSpec(bucket: "models", model: manifest.model)
        change(&spec)
        return try engine.recipe(
            for: RecipeRequest(
                manifest: manifest, spec: spec, root: Self.root, loader: .mount, accelerator: accelerator,
                contextLength: 512, port: nil, predictedLoadSeconds: 60
            )
        )
    }

    private static func json(_ text: String) throws -> [String: Any] {
        guard let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] else {
            throw Failure(description: "‘\(text)’ is not a JSON object")
        }
        return object
    }

    private func require(_ isKept: Bool, _ what: String) throws {
        guard isKept else { throw Failure(description: "\(engine.kind): \(what)") }
    }
}
