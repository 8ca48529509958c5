/// A Cloud Run job as the simulator keeps it.
struct JobRecord: Sendable, Codable {
    let project: String
    let region: String
    let id: String
    let uid: String
    var spec: JSONValue
    var generation: Int64
    let createTime: String
    var updateTime: String
    let creator: String
    var executionCount: Int?
    var latestExecution: String?

    static func name(_ project: String, _ region: String, _ id: String) -> String {
        "projects/\(project)/locations/\(region)/jobs/\(id)"
    }

    var name: String { Self.name(project, region, id) }
    var etag: String { "\"" + Base64Text.encode("\(uid)/\(generation)") + "\"" }

    var json: JSONValue {
        var json = spec
        json["name"] = .string(name)
        json["uid"] = .string(uid)
        json["generation"] = .string(String(generation))
        json["observedGeneration"] = .string(String(generation))
        json["createTime"] = .string(createTime)
        json["updateTime"] = .string(updateTime)
        json["creator"] = .string(creator)
        json["lastModifier"] = .string(creator)
        json["launchStage"] = spec["launchStage"] ?? "GA"
        json["etag"] = .string(etag)
        if let executionCount { json["executionCount"] = .integer(Int64(executionCount)) }
        json["latestCreatedExecution"] = latestExecution.map { ["name": .string($0)] }
        json["terminalCondition"] = [
            "type": "Ready", "state": "CONDITION_SUCCEEDED", "lastTransitionTime": .string(updateTime),
        ]
        return json
    }
}
