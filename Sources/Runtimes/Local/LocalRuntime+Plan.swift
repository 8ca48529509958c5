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
        let port = try enginePort(for: spec, replacing: record)
        let placement = try placement()
        let site = ServingSite(
            accelerators: accelerators(for: spec, placement, besides: id), loaders: [.directory], root: root,
            port: port,
            engines: installed()
        )
        var draft = try ServingDesigner().draft(spec, of: manifest, on: site, knowing: facts)
        draft.spec.region = Self.region
        var problems = draft.problems.map { explained($0, placement, besides: id) }
        problems += missingFiles(of: manifest, root: root) + engineProblems(draft.spec, draft.recipe)
        problems += unsupported(spec)
        var planned = LocalServiceRecord(
            id: id, spec: draft.spec, recipe: draft.recipe, generation: 1, state: .pending, createdAt: "", updatedAt: ""
        )
        planned.place = try place(of: draft.spec, fit: draft.fit, besides: name)
        let isContainer = isContainer(draft.spec, draft.recipe)
        if isContainer {
            planned.container = try containerName(name, turn: (record?.turn ?? 0) + 1)
            planned.token = try directory.owner()
        }
        if takeShare(&draft.recipe, of: draft.accelerator, asked: draft.spec.arguments, placement) {
            planned.recipe = draft.recipe
        }
        let words = EngineLaunch(planned, settings, environment: [:]).words
        let change = record.map { "End the process of \($0.revision) and start a new one" } ?? "Start a process"
        return ServicePlan(
            id: id, target: .local, spec: draft.spec, recipe: draft.recipe, fit: draft.fit, cost: nil, quota: [],
            changes: await images(planned) + ["\(change): \(words.joined(separator: " "))"] + pins(planned)
                + addresses(spec, record, port),
            problems: problems, basedOn: record?.etag, predictedStart: draft.start.seconds, requestPreview: "",
            start: draft.start, shape: draft.shape
        )
    }

    /// What has to come from a registry first.
    private func images(_ planned: LocalServiceRecord) async -> [String] {
        guard planned.container != nil, let tool = settings.containers, await !tool.hasImage(planned.recipe.image)
        else {
            return []
        }
        return ["Pull the image \(planned.recipe.image): it is not on this machine yet"]
    }

    /// Whether the engine runs in a container: when an image is asked for, or its program is not installed.
    func isContainer(_ spec: ServiceSpec, _ recipe: ContainerRecipe) -> Bool {
        guard settings.containers != nil else { return false }
        return spec.image != nil || program(of: recipe.engine) == nil
    }

    /// The path of the program that starts an engine; nil when it is not installed.
    func program(of engine: EngineKind) -> String? {
        settings.commands[engine]?.first.flatMap { ProgramSearch.find($0) }
    }

    /// The engines that can be started, or all that are known when none can.
    private func installed() -> [EngineKind] {
        let known = EngineKind.allCases.filter { settings.commands[$0] != nil }
        let found = known.filter { program(of: $0) != nil }
        return found.isEmpty ? known : found
    }

    /// A service keeps its address; the engine behind a gate has a port of its own.
    private func enginePort(for spec: ServiceSpec, replacing record: LocalServiceRecord?) throws -> Int {
        if let record, (record.gatePort != nil) == (spec.idleSeconds != nil) { return record.recipe.port }
        if let record, spec.idleSeconds == nil { return record.publicPort }
        return try PortBook.take(besides: Set(try directory.records().flatMap(\.ports)))
    }

    private func addresses(_ spec: ServiceSpec, _ record: LocalServiceRecord?, _ port: Int) -> [String] {
        guard let seconds = spec.idleSeconds else { return ["Listen on http://127.0.0.1:\(port)"] }
        let known = record.map { "http://127.0.0.1:\($0.publicPort)" } ?? "a port of 127.0.0.1"
        return [
            "The manager listens on \(known) for it, and the engine on http://127.0.0.1:\(port)",
            "End the engine after \(seconds) s without a request; the next request starts it",
        ]
    }

    private func pins(_ planned: LocalServiceRecord) -> [String] {
        guard let place = planned.place else { return [] }
        let names = place.devices.map { "gpu\($0.index) (\($0.uuid))" }
        return [names.isEmpty ? "Let the engine see no GPU" : "Pin the engine to \(names.joined(separator: ", "))"]
    }

    /// vLLM counts its share in the whole card; what it may take is what is left of it.
    /// - Returns: whether the recipe was changed. A share that the user gave stays.
    private func takeShare(
        _ recipe: inout ContainerRecipe, of room: Accelerator, asked arguments: [String], _ placement: Placement
    ) -> Bool {
        guard recipe.engine == .vllm, let flag = recipe.arguments.firstIndex(of: "--gpu-memory-utilization"),
            flag + 1 < recipe.arguments.count,
            let device = placement.devices.first(where: { $0.accelerator == room.name }), device.memory.bytes > 0,
            !arguments.contains(where: { $0.contains("memory-utilization") || $0.contains("memory_utilization") })
        else { return false }
        let share = Double(room.memory.bytes) / Double(device.memory.bytes) * VLLMEngine.memoryUtilization
        guard share < VLLMEngine.memoryUtilization * 0.98 else { return false }
        recipe.arguments[flag + 1] = String((share * 100).rounded(.down) / 100)
        return true
    }

    /// A refusal for memory says who holds it.
    private func explained(_ problem: PlanProblem, _ placement: Placement, besides id: ServiceID) -> PlanProblem {
        guard problem.code == Problem.Code.doesNotFit.rawValue, !placement.devices.isEmpty else { return problem }
        var problem = problem
        let lines = placement.devices.map { placement.arithmetic(of: $0, besides: id) }
        problem.detail += ". " + lines.joined(separator: "; ")
        problem.fix = (problem.fix.map { $0 + " " } ?? "") + "Or stop a service that holds memory."
        return problem
    }

    private func engineProblems(_ spec: ServiceSpec, _ recipe: ContainerRecipe) -> [PlanProblem] {
        let isInstalled = program(of: recipe.engine) != nil
        if isInstalled, spec.image == nil { return [] }
        if settings.containers != nil { return [] }
        let words = settings.commands[recipe.engine]?.first
        let detail =
            spec.image.map { "The image \($0) takes docker or podman, and neither is here" }
            ?? words.map { "The program ‘\($0)’ of the engine \(recipe.engine.rawValue) is not installed" }
            ?? "No program is set for the engine \(recipe.engine.rawValue)"
        return [
            PlanProblem(
                .error, code: Problem.Code.unsupported.rawValue, detail: detail,
                fix: EngineDetector.advice(recipe.engine)
            )
        ]
    }

    private func unsupported(_ spec: ServiceSpec) -> [PlanProblem] {
        guard let variable = spec.secrets.keys.min() else { return [] }
        return [
            PlanProblem(
                .error, code: Problem.Code.unsupported.rawValue,
                detail: "‘\(variable)’ is to come from Secret Manager, which this machine has not",
                fix: "Give the variable with --env, or set it where the manager runs."
            )
        ]
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
