import API
import ControlPlane
import Domain
import Hummingbird

/// `/api/models`: models in buckets, and in hubs.
struct ModelRoutes {
    let controlPlane: ControlPlane

    init(_ controlPlane: ControlPlane) { self.controlPlane = controlPlane }

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
        let models = controlPlane.models
        return Operation(
            id: "verifyModel", method: .post, path: "/api/models/verify",
            summary: "Reads every file of a model again and compares it with the manifest",
            parameters: Operation.Parameter.model + [
                .query(
                    "quick", .boolean, "true: compares the size and CRC32C that the bucket states, and reads no file."
                )
            ],
            answer: .init(status: 200, about: "File by file.", schema: .wire(VerifyView.self))
        ) { call in
            try .json(VerifyView(try await models.verify(call.about(), call.model(), quick: call.flag("quick"))))
        }
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
