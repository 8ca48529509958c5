import API
import ControlPlane
import Hummingbird

/// `/api/models/buckets`: managed buckets.
struct BucketRoutes {
    let controlPlane: ControlPlane

    init(_ controlPlane: ControlPlane) { self.controlPlane = controlPlane }

    var operations: [Operation] {
        let buckets = controlPlane.buckets
        return [
            Operation(
                id: "listBuckets", method: .get, path: "/api/models/buckets", summary: "Managed buckets",
                parameters: [.project],
                answer: .init(status: 200, about: "The buckets.", schema: .wire(BucketList.self))
            ) { call in
                try .json(BucketList(buckets: try await buckets.list(call.about()).map(BucketView.init)))
            },
            Operation(
                id: "createBucket", method: .post, path: "/api/models/buckets",
                summary: "Creates a managed bucket, or adopts one of the project's own", parameters: [.project],
                body: .wire(CreateBucket.self),
                answer: .init(status: 201, about: "The bucket.", schema: .wire(BucketView.self))
            ) { call in
                let wanted = try call.decoded(CreateBucket.self)
                let bucket = try await buckets.create(call.about(), name: wanted.name, location: wanted.location)
                return try .json(BucketView(bucket), status: .created)
            },
        ]
    }
}
