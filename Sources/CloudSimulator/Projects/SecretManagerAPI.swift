import Foundation
import HTTPTypes
import Hummingbird

/// `secretmanager.googleapis.com`: secrets, their versions and their payloads.
struct SecretManagerAPI: Sendable {
    typealias Secret = SecretStore.Secret
    typealias Version = SecretStore.Version

    let projects: ProjectRegistry
    let secrets: SecretStore

    func addRoutes(to table: inout GoogleRouteTable) {
        let api = self
        let base = "v1/projects/{project}/secrets"
        table.on(.post, base, query: ["secretId"]) { try await api.create($0) }
        table.on(.get, base, query: ["pageSize", "pageToken", "filter"]) { call in
            let project = try api.project(call, "secretmanager.secrets.list")
            let prefix = "\(project.id)/"
            let found = try api.secrets.current()
                .filter { try $0.key.hasPrefix(prefix) && api.fits($0.value, call.query["filter"]) }.sorted {
                    $0.key < $1.key
                }
            return try call.list(
                "secrets", found.map { api.resource($0.value, String($0.key.dropFirst(prefix.count)), project) }
            )
        }
        table.on(.get, "\(base)/{secret}") { call in
            let project = try api.project(call, "secretmanager.secrets.get")
            return try call.json(api.resource(try api.secret(call, project), call["secret"], project))
        }
        table.on(.delete, "\(base)/{secret}", query: ["etag"]) { call in
            let project = try api.project(call, "secretmanager.secrets.delete")
            _ = try api.secret(call, project)
            try api.secrets.update { $0["\(project.id)/\(call["secret"])"] = nil }
            return try call.json([:])
        }
        table.on(.post, "\(base)/{secret}:addVersion") { try await api.addVersion($0) }
        table.on(.get, "\(base)/{secret}/versions/{version}:access") { try api.access($0) }
        table.on(.get, "\(base)/{secret}/versions", query: ["pageSize", "pageToken", "filter"]) { call in
            let project = try api.project(call, "secretmanager.versions.list")
            let secret = try api.secret(call, project)
            guard call.query["filter"]?.isEmpty ?? true else {
                throw GoogleError.invalidArgument("A filter of versions is not simulated.", field: "filter")
            }
            let numbers = secret.versions.isEmpty ? [] : Array((1...secret.versions.count).reversed())
            return try call.list("versions", numbers.map { api.version($0, secret, call["secret"], project) })
        }
        table.on(.get, "\(base)/{secret}/versions/{version}") { call in
            let project = try api.project(call, "secretmanager.versions.get")
            let secret = try api.secret(call, project)
            return try call.json(api.version(try api.number(call, secret), secret, call["secret"], project))
        }
        for (verb, state) in [("disable", "DISABLED"), ("enable", "ENABLED")] {
            table.on(.post, "\(base)/{secret}/versions/{version}:\(verb)") { call in
                try await api.turn(call, verb, to: state)
            }
        }
        table.on(.post, "\(base)/{secret}/versions/{version}:destroy") { call in
            _ = try await call.body(.object(["etag": .string]))
            let project = try api.project(call, "secretmanager.versions.destroy")
            let number = try api.number(call, try api.secret(call, project))
            try api.secrets.update { secrets in
                secrets["\(project.id)/\(call["secret"])"]?.versions[number - 1].data = nil
                secrets["\(project.id)/\(call["secret"])"]?.versions[number - 1].state = "DESTROYED"
            }
            return try call.json(api.version(number, try api.secret(call, project), call["secret"], project))
        }
        table.on(.get, "\(base)/{secret}:getIamPolicy", query: ["options.requestedPolicyVersion"]) { call in
            let project = try api.project(call, "secretmanager.secrets.getIamPolicy")
            return try call.json(try api.secret(call, project).policy.json)
        }
        table.on(.post, "\(base)/{secret}:setIamPolicy") { call in
            let body = try await call.body(.object(["policy": IAMPolicy.shape, "updateMask": .string]))
            let project = try api.project(call, "secretmanager.secrets.setIamPolicy")
            _ = try api.secret(call, project)
            try api.secrets.update { try $0["\(project.id)/\(call["secret"])"]?.policy.set(body["policy"] ?? [:]) }
            return try call.json(try api.secret(call, project).policy.json)
        }
    }

    private func create(_ call: GoogleCall) async throws -> Response {
        let body = try await call.body(
            .object([
                "replication": .object(["automatic": .any, "userManaged": .any]), "labels": .map(.string),
                "annotations": .map(.string), "ttl": .string, "expireTime": .string, "topics": .any,
            ])
        )
        let project = try project(call, "secretmanager.secrets.create")
        let id = call.query["secretId"] ?? ""
        guard id.wholeMatch(of: /[A-Za-z0-9_-]{1,255}/) != nil else {
            throw GoogleError.invalidArgument("Secret ID [\(id)] is invalid.", field: "secretId")
        }
        guard let replication = body["replication"], replication.object?.isEmpty == false else {
            throw GoogleError.invalidArgument("A replication policy is required.", field: "secret.replication")
        }
        var secret = Secret(labels: body["labels"] ?? [:], replication: replication, created: Timestamp.now)
        secret.annotations = body["annotations"]
        secret.expires = try expiry(body)
        try secrets.update { secrets in
            guard secrets["\(project.id)/\(id)"] == nil else {
                throw GoogleError.alreadyExists("Secret [\(project.numericName)/secrets/\(id)] already exists.")
            }
            secrets["\(project.id)/\(id)"] = secret
        }
        return try call.json(resource(secret, id, project))
    }

    /// A secret has a lifetime or an end, not both.
    private func expiry(_ body: JSONValue) throws -> String? {
        guard let ttl = body["ttl"]?.string else { return body["expireTime"]?.string }
        guard body["expireTime"] == nil, let seconds = RunQuantity.seconds(ttl), seconds >= 1 else {
            throw GoogleError.invalidArgument("The TTL [\(ttl)] is invalid.", field: "secret.ttl")
        }
        return Timestamp.text(Date(timeIntervalSinceNow: seconds))
    }

    /// Of the filter language: `labels.KEY=VALUE`, joined by AND.
    private func fits(_ secret: Secret, _ filter: String?) throws -> Bool {
        guard let filter, !filter.isEmpty else { return true }
        return try filter.replacing(" AND ", with: "\n").split(separator: "\n").allSatisfy { term in
            guard let match = term.wholeMatch(of: /\s*labels\.([a-z0-9_-]+)\s*[=:]\s*"?([a-z0-9_-]*)"?\s*/) else {
                throw GoogleError.invalidArgument("Invalid filter: \(term)", field: "filter")
            }
            return secret.labels[String(match.1)]?.string == String(match.2)
        }
    }

    private func addVersion(_ call: GoogleCall) async throws -> Response {
        let body = try await call.body(.object(["payload": .object(["data": .string, "dataCrc32c": .integer])]))
        let project = try project(call, "secretmanager.versions.add")
        guard let data = body["payload"]?["data"]?.string, Data(base64Encoded: data) != nil else {
            throw GoogleError.invalidArgument("The payload must be base64.", field: "payload.data")
        }
        _ = try secret(call, project)
        let count = try secrets.update { secrets in
            secrets["\(project.id)/\(call["secret"])"]?.versions.append(
                Version(data: data, created: Timestamp.now, state: "ENABLED")
            )
            return secrets["\(project.id)/\(call["secret"])"]?.versions.count ?? 0
        }
        return try call.json(version(count, try secret(call, project), call["secret"], project))
    }

    private func turn(_ call: GoogleCall, _ verb: String, to state: String) async throws -> Response {
        _ = try await call.body(.object(["etag": .string]))
        let project = try project(call, "secretmanager.versions.\(verb)")
        let number = try number(call, try secret(call, project))
        try secrets.update { secrets in
            let key = "\(project.id)/\(call["secret"])"
            guard secrets[key]?.versions[number - 1].state != "DESTROYED" else {
                throw GoogleError.failedPrecondition("Secret Version [\(number)] is in DESTROYED state.")
            }
            secrets[key]?.versions[number - 1].state = state
        }
        return try call.json(version(number, try secret(call, project), call["secret"], project))
    }

    private func access(_ call: GoogleCall) throws -> Response {
        let project = try project(call, "secretmanager.versions.access")
        let secret = try secret(call, project)
        let number = try number(call, secret)
        let state = secret.versions[number - 1].state
        guard let data = secret.versions[number - 1].data, state == "ENABLED" else {
            throw GoogleError.failedPrecondition(
                "Secret Version [\(number)] is in \(state) state."
            )
        }
        let name = "\(project.numericName)/secrets/\(call["secret"])/versions/\(number)"
        return try call.json(["name": .string(name), "payload": ["data": .string(data)]])
    }

    private func project(_ call: GoogleCall, _ permission: String) throws -> ProjectRecord {
        try projects.requireService("secretmanager.googleapis.com", on: call["project"])
        return try projects.require(permission, on: call["project"])
    }

    private func secret(_ call: GoogleCall, _ project: ProjectRecord) throws -> Secret {
        guard let secret = secrets.current()["\(project.id)/\(call["secret"])"] else {
            throw GoogleError.notFound("Secret [\(project.numericName)/secrets/\(call["secret"])] not found.")
        }
        return secret
    }

    private func number(_ call: GoogleCall, _ secret: Secret) throws -> Int {
        let count = secret.versions.count
        let number = call["version"] == "latest" ? count : Int(call["version"]) ?? 0
        guard (1...max(1, count)).contains(number), count > 0 else {
            throw GoogleError.notFound("Secret Version [\(call["version"])] not found.")
        }
        return number
    }

    private func resource(_ secret: Secret, _ id: String, _ project: ProjectRecord) -> JSONValue {
        var members: JSONValue = [
            "name": .string("\(project.numericName)/secrets/\(id)"), "createTime": .string(secret.created),
            "replication": secret.replication, "etag": .string(secret.policy.etag),
        ]
        if secret.labels.object?.isEmpty == false { members["labels"] = secret.labels }
        members["annotations"] = secret.annotations
        members["expireTime"] = secret.expires.map(JSONValue.string)
        return members
    }

    private func version(_ number: Int, _ secret: Secret, _ id: String, _ project: ProjectRecord) -> JSONValue {
        let version = secret.versions[number - 1]
        return [
            "name": .string("\(project.numericName)/secrets/\(id)/versions/\(number)"),
            "createTime": .string(version.created), "state": .string(version.state),
        ]
    }
}
