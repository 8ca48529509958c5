import API
import ControlPlane
import Domain
import HTTPTypes
import Hummingbird

/// `/api/models`: models in buckets, and in hubs.
struct ModelRoutes {
    let controlPlane: ControlPlane
    let pace: EventStream.Pace

    init(_ controlPlane: ControlPlane, pace: EventStream.Pace) {
        self.controlPlane = controlPlane
        self.pace = pace
    }

    var operations: [Operation] { [list, search, show, delete, verify] }

    private var list: Operation {
        let models = controlPlane.models
        return Operation(
            id: "listModels", method: .get, path: "/api/models",
            summary: "Models of the managed buckets, and a problem for each bucket that cannot be read",
            parameters: [.project, .query("bucket", "Only this bucket.")],
            answer: .init(status: 200, about: "The models.", schema: .wire(ModelList.self))
        ) { call in
            try .json(ModelList(try await models.list(call.about(), bucket: call.optional("bucket"))))
        }
    }

    private var search: Operation {
        let models = controlPlane.models
        return Operation(
            id: "searchModels", method: .get, path: "/api/models/search", summary: "Finds models in a hub",
            parameters: [
                .project, .query("query", "Words to look for."), .query("source", .source, "The hub; huggingface."),
            ],
            answer: .init(status: 200, about: "What the hub found.", schema: .wire(SearchList.self))
        ) { call in
            let source = try call.choice("source", as: SourceKind.self, else: .huggingFace)
            let found = try await models.search(call.about(), call.optional("query") ?? "", source: source)
            return try .json(SearchList(found))
        }
    }

    private var show: Operation {
        let models = controlPlane.models
        return Operation(
            id: "showModel", method: .get, path: "/api/models/detail", summary: "A model with its files and digests",
            parameters: Operation.Parameter.model,
            answer: .init(status: 200, about: "The model.", schema: .wire(ModelDetail.self))
        ) { call in
            try .json(ModelDetail(try await models.show(call.about(), call.model())))
        }
    }

    private var delete: Operation {
        let models = controlPlane.models
        return Operation(
            id: "deleteModel", method: .delete, path: "/api/models/detail",
            summary: "Deletes a model; bytes that another model shares stay", parameters: Operation.Parameter.model,
            answer: .init(status: 200, about: "What was freed.", schema: .wire(DeletedModel.self))
        ) { call in
            try .json(DeletedModel(freedBytes: try await models.delete(call.about(), call.model()).bytes))
        }
    }

    private var verify: Operation {
        let (models, pace) = (controlPlane.models, pace)
        return Operation(
            id: "verifyModel", method: .post, path: "/api/models/verify",
            summary: "Reads every file of a model again and compares it with the manifest; with Accept: "
                + "text/event-stream it tells how far it is, and ends when nobody listens",
            parameters: Operation.Parameter.model + [
                .query(
                    "quick", .boolean, "true: compares the size and CRC32C that the bucket states, and reads no file."
                )
            ],
            answer: .init(status: 200, about: "File by file.", schema: .wire(VerifyView.self)),
            otherwise: [
                .init(
                    status: 200, about: "Events ‘progress’ (VerifyProgressView), at the end ‘verified’ (VerifyView).",
                    schema: .string, mediaType: "text/event-stream"
                )
            ]
        ) { call in
            let (about, model, quick) = (try call.about(), try call.model(), try call.flag("quick"))
            guard call.request.headers[.accept]?.contains("text/event-stream") == true else {
                return try .json(VerifyView(try await models.verify(about, model, quick: quick)))
            }
            // Asked first, so that an unknown model is a 404 and not a stream that fails.
            _ = try await models.show(about, model)
            return EventStream.response(to: call, Self.events(models, about, model, quick: quick), pace: pace)
        }
    }

    /// The verification belongs to its stream: who leaves ends it.
    private static func events(
        _ models: Models, _ about: Domain.RequestContext, _ model: ModelSelection, quick: Bool
    ) -> EventStream.Events {
        let (stream, feed) = EventStream.Events.makeStream()
        let task = Task {
            do {
                let result = try await models.verify(about, model, quick: quick) { progress in
                    let view = VerifyProgressView(progress)
                    if let event = try? ServerEvent(name: "progress", data: view, key: "progress") { feed.yield(event) }
                }
                feed.yield(try ServerEvent(name: "verified", data: VerifyView(result)))
                feed.finish()
            } catch {
                feed.finish(throwing: error)
            }
        }
        feed.onTermination = { _ in task.cancel() }
        return stream
    }
}

extension Call {
    /// The model that the parameters name. A pin that is given empty is a model that was adopted without one.
    func model() throws(Problem) -> ModelSelection {
        ModelSelection(
            bucket: try required("bucket"), source: try choice("source", as: SourceKind.self), id: try required("id"),
            pin: query["pin"]
        )
    }
}
