import API
import ControlPlane
import Domain
import Hummingbird

/// `/api/models/fsck` and `/api/models/gc`: what is wrong in the buckets, and what nothing needs.
struct CareRoutes {
    let controlPlane: ControlPlane

    init(_ controlPlane: ControlPlane) { self.controlPlane = controlPlane }

    var operations: [Operation] { [check, repair, adopt, garbage, collect] }

    private static let place: [Operation.Parameter] = [
        .project, .query("bucket", "Only this bucket; one that has lost its catalog must be named."),
    ]

    private var check: Operation {
        let models = controlPlane.models
        return Operation(
            id: "checkStorage", method: .get, path: "/api/models/fsck",
            summary: "What does not fit together in the buckets, and what a repair would do; changes nothing",
            parameters: Self.place, answer: .init(status: 200, about: "The findings.", schema: .wire(FsckList.self))
        ) { call in
            try .json(FsckList(try await models.check(call.about(), bucket: call.optional("bucket"))))
        }
    }

    private var repair: Operation {
        let models = controlPlane.models
        return Operation(
            id: "repairStorage", method: .post, path: "/api/models/fsck",
            summary: "Mends what a check finds, beside whatever else runs", parameters: Self.place,
            answer: .init(
                status: 200, about: "The findings, each with what has come of it.", schema: .wire(FsckList.self)
            )
        ) { call in
            try .json(FsckList(try await models.repair(call.about(), bucket: call.optional("bucket"))))
        }
    }

    private var adopt: Operation {
        let models = controlPlane.models
        return Operation(
            id: "adoptModels", method: .post, path: "/api/models/adopt",
            summary: "Writes manifests of the earlier manager's models, so that they can be deployed",
            parameters: Self.place,
            answer: .init(
                status: 200, about: "A finding for each model, with what has come of it.", schema: .wire(FsckList.self))
        ) { call in
            try .json(FsckList(try await models.adopt(call.about(), bucket: call.optional("bucket"))))
        }
    }

    private var garbage: Operation {
        let models = controlPlane.models
        return Operation(
            id: "listGarbage", method: .get, path: "/api/models/gc",
            summary: "What nothing references any more, with its size and its cost a month", parameters: Self.place,
            answer: .init(status: 200, about: "What could be deleted.", schema: .wire(GarbageList.self))
        ) { call in
            try .json(GarbageList(try await models.garbage(call.about(), bucket: call.optional("bucket"))))
        }
    }

    private var collect: Operation {
        let models = controlPlane.models
        return Operation(
            id: "collectGarbage", method: .post, path: "/api/models/gc",
            summary: "Deletes what is confirmed, as far as nothing references it yet", parameters: Self.place,
            body: .wire(CollectRequest.self),
            answer: .init(
                status: 200, about: "The items, each with what has come of it.", schema: .wire(GarbageList.self)
            )
        ) { call in
            let items = Set(try call.decoded(CollectRequest.self).items)
            let bucket = call.optional("bucket")
            return try .json(GarbageList(try await models.collect(call.about(), bucket: bucket, ids: items)))
        }
    }
}
