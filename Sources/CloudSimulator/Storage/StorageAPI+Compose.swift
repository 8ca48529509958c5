import HTTPTypes
import Hummingbird

extension StorageAPI {
    private static let composeShape: JSONShape = .object([
        "kind": .string, "deleteSourceObjects": .bool, "destination": ObjectAttributes.shape,
        "sourceObjects": .array(
            .object([
                "name": .string, "generation": .integer,
                "objectPreconditions": .object(["ifGenerationMatch": .integer]),
            ])
        ),
    ])

    /// At most 32 sources of the same bucket, in order.
    func compose(_ call: StorageCall, _ bucket: String, _ name: String) async throws -> Response {
        try call.allow([
            "ifGenerationMatch", "ifMetagenerationMatch", "destinationPredefinedAcl", "kmsKeyName", "dropContextGroups",
        ])
        let body = try await call.request.json(Self.composeShape)
        try StorageNames.checkObject(name)
        try authorize("storage.objects.create", bucket, call)
        try authorize("storage.objects.get", bucket, call)
        try refuseACL(call, bucket)
        let wanted = body["sourceObjects"]?.array ?? []
        guard !wanted.isEmpty else {
            throw GoogleError.invalidArgument("You must provide at least one source component.")
        }
        guard wanted.count <= 32 else {
            throw GoogleError.invalidArgument(
                "The number of source components provided (\(wanted.count)) exceeds the maximum (32)")
        }
        let sources = try wanted.map { source in
            guard let name = source["name"]?.string, !name.isEmpty else {
                throw GoogleError.invalidArgument("Required: sourceObjects.name", field: "sourceObjects.name")
            }
            var preconditions = ObjectPreconditions()
            preconditions.generation = source["generation"]?.int64
            preconditions.generationMatch = source["objectPreconditions"]?["ifGenerationMatch"]?.int64
            return (name: name, preconditions: preconditions)
        }
        let destination = body["destination"] ?? [:]
        let object = try store.compose(
            sources, into: name, of: bucket, attributes: try ObjectAttributes(resource: destination),
            try ObjectPreconditions(call.query), deletingSources: body["deleteSourceObjects"]?.bool ?? false
        )
        return try call.json(resource(object, call))
    }
}
