import API
import ControlPlane
import Domain
import HTTPTypes
import Hummingbird

/// `/api/models/import/…`: what an import would do, and its start; once for any hub, once with Ollama fixed.
struct ImportRoutes {
    let controlPlane: ControlPlane
    let metrics: ServerMetrics

    init(_ controlPlane: ControlPlane, metrics: ServerMetrics) {
        self.controlPlane = controlPlane
        self.metrics = metrics
    }

    var operations: [Operation] {
        [
            preflight("preflightImport", "/api/models/import/preflight", fixed: nil),
            start("startImport", "/api/models/import/start", fixed: nil),
            preflight("preflightOllamaImport", "/api/models/import/ollama/preflight", fixed: .ollama),
            start("startOllamaImport", "/api/models/import/ollama/start", fixed: .ollama),
        ]
    }

    private func preflight(_ id: String, _ path: String, fixed: SourceKind?) -> Operation {
        let imports = controlPlane.imports
        return Operation(
            id: id, method: .post, path: path, summary: "Says what an import would fetch, skip and cost",
            parameters: [.project], body: .wire(ImportRequest.self),
            answer: .init(status: 200, about: "The plan of the import.", schema: .wire(PreflightView.self))
        ) { call in
            let wanted = try call.decoded(ImportRequest.self)
            let plan = try await imports.preflight(
                call.about(), try wanted.reference(fixed: fixed), into: wanted.bucket,
                token: Secret(wanted.token ?? ""), reads: wanted.read ?? false
            )
            let places = try await imports.places(call.about(), plan, way: try wanted.way())
            let fits = try await imports.fits(call.about(), plan, token: Secret(wanted.token ?? ""))
            return try .json(PreflightView(plan, places: places, fits: fits))
        }
    }

    private func start(_ id: String, _ path: String, fixed: SourceKind?) -> Operation {
        let (imports, metrics) = (controlPlane.imports, metrics)
        return Operation(
            id: id, method: .post, path: path, summary: "Starts an import, or joins the one that runs",
            parameters: [.project], body: .wire(ImportRequest.self),
            answer: .init(status: 202, about: "The import has started.", schema: .wire(ImportView.self))
        ) { call in
            let wanted = try call.decoded(ImportRequest.self)
            let snapshot = try await imports.start(
                call.about(), try wanted.reference(fixed: fixed), into: wanted.bucket,
                token: Secret(wanted.token ?? ""), reads: wanted.read ?? false, way: try wanted.way()
            )
            metrics.importStarted()
            let headers: HTTPFields = [.location: "/api/models/imports/\(snapshot.id)"]
            return try .json(ImportView(snapshot), status: .accepted, headers: headers)
        }
    }
}

extension ImportRequest {
    /// The model that is meant; under an address that fixes the hub the prefix may be left out.
    func reference(fixed: SourceKind?) throws(Problem) -> ModelReference {
        guard fixed == .ollama else { return try ModelReference(parsing: model) }
        if model.hasPrefix("hf:") {
            throw Problem(
                .invalidReference, "Not an Ollama model", detail: "‘\(model.prefix(200))’ names another hub",
                fix: "Use /api/models/import/start for it."
            )
        }
        return try ModelReference(parsing: model.hasPrefix("ollama:") ? model : "ollama:\(model)")
    }
}
