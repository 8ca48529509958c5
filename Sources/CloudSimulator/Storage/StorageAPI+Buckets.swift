import Foundation
import HTTPTypes
import Hummingbird

extension StorageAPI {
    static let bucketShape: JSONShape = .object([
        "name": .string, "location": .string, "storageClass": .string, "labels": .map(.string),
        "iamConfiguration": .object([
            "uniformBucketLevelAccess": .object(["enabled": .bool, "lockedTime": .string]),
            "bucketPolicyOnly": .object(["enabled": .bool, "lockedTime": .string]),
            "publicAccessPrevention": .enumeration(["inherited", "enforced", "unspecified"]),
        ]),
        "hierarchicalNamespace": .object(["enabled": .bool]),
        "softDeletePolicy": .object(["retentionDurationSeconds": .integer, "effectiveTime": .string]),
        "lifecycle": .object([
            "rule": .array(
                .object(["action": .object(["type": .string, "storageClass": .string]), "condition": .any]))
        ]),
        "versioning": .object(["enabled": .bool]), "autoclass": .any, "cors": .any, "website": .any,
        "logging": .any, "encryption": .any, "retentionPolicy": .any, "billing": .object(["requesterPays": .bool]),
        "customPlacementConfig": .object(["dataLocations": .array(.string)]), "rpo": .string,
        "defaultEventBasedHold": .bool, "acl": .any, "defaultObjectAcl": .any, "ipFilter": .any,
        "kind": .string, "id": .string, "selfLink": .string, "projectNumber": .integer, "timeCreated": .string,
        "updated": .string, "metageneration": .integer, "etag": .string, "owner": .any, "locationType": .string,
        "satisfiesPZS": .bool, "objectRetention": .any, "generation": .integer,
    ])

    func buckets(_ call: StorageCall, _ path: [String]) async throws -> Response {
        switch (call.method, path.count) {
        case (.get, 1): return try listBuckets(call)
        case (.post, 1): return try await insertBucket(call)
        case (.get, 2):
            try call.allow(["projection", "ifMetagenerationMatch", "ifMetagenerationNotMatch", "generation"])
            try authorize("storage.buckets.get", path[1], call)
            return try call.json(resource(store.bucket(path[1]), call))
        case (.patch, 2), (.put, 2): return try await patchBucket(call, path[1])
        case (.delete, 2):
            try call.allow(["ifMetagenerationMatch", "ifMetagenerationNotMatch"])
            try authorize("storage.buckets.delete", path[1], call)
            try store.deleteBucket(path[1])
            return Response(status: .noContent)
        case (_, 3) where path[2] == "iam": return try await policy(call, path[1])
        case (.get, 4) where path[3] == "testPermissions":
            try call.allow(["permissions"])
            let owner = try store.bucket(path[1]).project
            let asked = call.query.all("permissions")
            guard !asked.isEmpty else {
                throw GoogleError(
                    .badRequest, "INVALID_ARGUMENT", "Required parameter: permissions", reason: "required")
            }
            try PermissionCatalog.check(asked, in: PermissionCatalog.bucket)
            let granted = asked.filter { projects.find(owner)?.grants($0) ?? false }
            var answer: JSONValue = ["kind": "storage#testIamPermissionsResponse"]
            if !granted.isEmpty { answer["permissions"] = .array(granted.map { .string($0) }) }
            return try call.json(answer)
        case (.get, 3) where path[2] == "storageLayout":
            try authorize("storage.objects.list", path[1], call)
            let bucket = try store.bucket(path[1])
            return try call.json([
                "kind": "storage#storageLayout", "bucket": .string(bucket.name), "location": .string(bucket.location),
                "locationType": .string(try StorageNames.locationType(bucket.location)),
                "hierarchicalNamespace": ["enabled": .bool(bucket.isHierarchical)],
            ])
        default: throw HTTPError(.notFound)
        }
    }

    private func listBuckets(_ call: StorageCall) throws -> Response {
        try call.allow([
            "project", "prefix", "maxResults", "pageToken", "projection", "returnPartialSuccess", "softDeleted",
        ])
        let project = try owner(call, "storage.buckets.list")
        let prefix = call.query["prefix"] ?? ""
        let all = store.buckets(of: project.id).filter { $0.name.hasPrefix(prefix) }
        let page = try call.query.page(of: all.count, size: "maxResults", standard: 1000, maximum: 1000)
        var answer: JSONValue = ["kind": "storage#buckets"]
        if !all.isEmpty { answer["items"] = .array(try all[page.range].map { try resource($0, call) }) }
        if let next = page.next { answer["nextPageToken"] = .string(next) }
        return try call.json(answer)
    }

    /// The project that the query names: known, with the API enabled, and with the permission.
    private func owner(_ call: StorageCall, _ permission: String) throws -> ProjectRecord {
        guard let name = call.query["project"], !name.isEmpty else {
            throw GoogleError(.badRequest, "INVALID_ARGUMENT", "Required parameter: project", reason: "required")
        }
        guard let project = projects.find(name) else {
            throw GoogleError.invalidArgument("Unknown project id: \(name)")
        }
        try projects.requireService("storage.googleapis.com", on: name)
        guard project.grants(permission) else {
            throw GoogleError.storageDenied(call.context.caller?.email, permission)
        }
        return project
    }

    private func insertBucket(_ call: StorageCall) async throws -> Response {
        try call.allow([
            "project", "predefinedAcl", "predefinedDefaultObjectAcl", "projection", "enableObjectRetention",
        ])
        let body = try await call.request.json(Self.bucketShape)
        let project = try owner(call, "storage.buckets.create")
        guard project.billingAccount != nil else {
            throw GoogleError(
                .forbidden, "PERMISSION_DENIED",
                "The billing account for the owning project is disabled in state absent", reason: "accountDisabled"
            )
        }
        let name = body["name"]?.string ?? ""
        try StorageNames.checkBucket(name)
        var settings = Self.settable(body)
        let location = (settings["location"]?.string ?? "US").uppercased()
        _ = try StorageNames.locationType(location)
        settings["location"] = .string(location)
        settings["storageClass"] = settings["storageClass"] ?? "STANDARD"
        let now = Date()
        let bucket = BucketRecord(
            name: name, project: project.id, created: now, updated: now, metageneration: 1,
            settings: try Self.completed(settings, at: now),
            policy: IAMPolicy(bindings: [
                [
                    "role": "roles/storage.legacyBucketOwner",
                    "members": [.string("projectEditor:\(project.id)"), .string("projectOwner:\(project.id)")],
                ]
            ])
        )
        if bucket.isHierarchical, !bucket.hasUniformAccess {
            throw GoogleError.invalidArgument("Hierarchical namespace requires uniform bucket-level access.")
        }
        if bucket.hasUniformAccess, call.query.contains("predefinedAcl") {
            throw GoogleError.invalidArgument(
                "Cannot use ACL API to set bucket policy when uniform bucket-level access is enabled.")
        }
        try store.insert(bucket)
        return try call.json(resource(bucket, call))
    }

    private func patchBucket(_ call: StorageCall, _ name: String) async throws -> Response {
        try call.allow([
            "ifMetagenerationMatch", "ifMetagenerationNotMatch", "projection", "predefinedAcl",
            "predefinedDefaultObjectAcl",
        ])
        let body = try await call.request.json(Self.bucketShape)
        try authorize("storage.buckets.update", name, call)
        let match = try call.query.integer("ifMetagenerationMatch")
        let bucket = try store.update(name) { bucket in
            if let match, match != bucket.metageneration { throw GoogleError.conditionNotMet }
            if let location = body["location"]?.string, location.uppercased() != bucket.location {
                throw GoogleError.invalidArgument("The location of a bucket cannot be changed.", field: "location")
            }
            if let changed = body["hierarchicalNamespace"]?["enabled"]?.bool, changed != bucket.isHierarchical {
                throw GoogleError.invalidArgument("Hierarchical namespace cannot be changed after creation.")
            }
            let merged = Self.merge(.object(bucket.settings), Self.settable(body)).object ?? [:]
            bucket.settings = try Self.completed(merged, at: Date())
        }
        return try call.json(resource(bucket, call))
    }

    private func policy(_ call: StorageCall, _ name: String) async throws -> Response {
        var bucket = try store.bucket(name)
        var version: Int64? = 3
        switch call.method {
        case .get:
            try call.allow(["optionsRequestedPolicyVersion"])
            version = try call.query.integer("optionsRequestedPolicyVersion")
            guard version.map({ [1, 3].contains($0) }) ?? true else {
                throw GoogleError.invalidArgument("Invalid policy version.", field: "optionsRequestedPolicyVersion")
            }
            try authorize("storage.buckets.getIamPolicy", name, call)
        case .put:
            try call.allow([])
            let body = try await call.request.json(IAMPolicy.shape)
            try authorize("storage.buckets.setIamPolicy", name, call)
            let enforced = bucket.settings["iamConfiguration"]?["publicAccessPrevention"]?.string == "enforced"
            let members = (body["bindings"]?.array ?? []).flatMap { $0["members"]?.array ?? [] }.compactMap(\.string)
            if enforced, members.contains(where: { $0 == "allUsers" || $0 == "allAuthenticatedUsers" }) {
                throw GoogleError(
                    .preconditionFailed, "FAILED_PRECONDITION",
                    "One or more users named in the policy do not belong to a permitted customer. Public access "
                        + "prevention is enforced.", reason: "orgPolicyConstraintFailed"
                )
            }
            try accounts.requireMembers(members)
            do {
                bucket = try store.update(name) { try $0.policy.set(body) }
            } catch let error as GoogleError where error.code == "ABORTED" {
                throw GoogleError.conditionNotMet
            }
        default: throw HTTPError(.notFound)
        }
        var answer = bucket.policy.json(upTo: version)
        answer["kind"] = "storage#policy"
        answer["resourceId"] = .string("projects/_/buckets/\(name)")
        return try call.json(answer)
    }

    /// Output-only members of a request are ignored, as Storage does.
    private static func settable(_ body: JSONValue) -> [String: JSONValue] {
        let ignored: Set<String> = [
            "name", "kind", "id", "selfLink", "projectNumber", "timeCreated", "updated", "metageneration", "etag",
            "owner", "locationType", "acl", "defaultObjectAcl", "satisfiesPZS", "generation",
        ]
        return (body.object ?? [:]).filter { !ignored.contains($0.key) }
    }

    /// Merge patch (RFC 7396).
    private static func merge(_ old: JSONValue, _ patch: [String: JSONValue]) -> JSONValue {
        var members = old.object ?? [:]
        for (key, value) in patch {
            switch value {
            case .null: members[key] = nil
            case .object(let inner) where key != "lifecycle": members[key] = merge(members[key] ?? [:], inner)
            default: members[key] = value
            }
        }
        return .object(members)
    }

    /// Defaults of the API; 400 for values that it refuses.
    private static func completed(_ settings: [String: JSONValue], at now: Date) throws -> [String: JSONValue] {
        var settings = settings
        var iam = settings["iamConfiguration"] ?? [:]
        let uniform = iam["uniformBucketLevelAccess"]?["enabled"]?.bool ?? false
        var access: JSONValue = ["enabled": .bool(uniform)]
        if uniform {
            access["lockedTime"] =
                iam["uniformBucketLevelAccess"]?["lockedTime"]
                ?? .string(Timestamp.text(now.addingTimeInterval(90 * 86_400)))
        }
        iam["uniformBucketLevelAccess"] = access
        iam["bucketPolicyOnly"] = access
        iam["publicAccessPrevention"] = iam["publicAccessPrevention"] ?? "inherited"
        settings["iamConfiguration"] = iam
        let retention = settings["softDeletePolicy"]?["retentionDurationSeconds"]?.int64 ?? 604_800
        guard retention == 0 || (604_800...7_776_000).contains(retention) else {
            throw GoogleError.invalidArgument(
                "Soft delete retention must be 0 or between 7 and 90 days.",
                field: "softDeletePolicy.retentionDurationSeconds"
            )
        }
        settings["softDeletePolicy"] = [
            "retentionDurationSeconds": .string("\(retention)"), "effectiveTime": .string(Timestamp.text(now)),
        ]
        for (key, value) in settings["labels"]?.object ?? [:] {
            let text = value.string ?? ""
            let fits =
                key.count <= 63 && text.count <= 63 && !key.isEmpty
                && (key + text).allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" || $0 == "-" }
            guard fits else { throw GoogleError.invalidArgument("Invalid label \(key): \(text)", field: "labels") }
        }
        return settings
    }

    /// The bucket resource.
    func resource(_ bucket: BucketRecord, _ call: StorageCall) throws -> JSONValue {
        var members = bucket.settings
        members["kind"] = "storage#bucket"
        members["id"] = .string(bucket.name)
        members["name"] = .string(bucket.name)
        members["selfLink"] = .string("\(call.origin)/storage/v1/b/\(bucket.name)")
        members["projectNumber"] = .string(projects.find(bucket.project)?.number ?? "0")
        members["timeCreated"] = .string(Timestamp.text(bucket.created))
        members["updated"] = .string(Timestamp.text(bucket.updated))
        members["metageneration"] = .string("\(bucket.metageneration)")
        members["locationType"] = .string(try StorageNames.locationType(bucket.location))
        members["etag"] = .string(bucket.etag)
        return .object(members)
    }
}
