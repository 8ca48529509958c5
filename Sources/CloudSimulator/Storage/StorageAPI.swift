import HTTPTypes
import Hummingbird

/// Cloud Storage: the JSON API, its uploads, and the XML API with path-style names.
///
/// Paths are taken apart here and not by the router: object names are percent-encoded slashes and all.
struct StorageAPI: SimulatedAPI {
    let store: StorageStore
    let projects: ProjectRegistry
    let accounts: ServiceAccountStore

    init(world: SimulatorWorld) {
        accounts = world.accounts
        store = world.storage
        projects = world.projects
    }

    func addRoutes(to router: Router<SimulatorContext>) {
        let methods: [HTTPRequest.Method] = [.get, .head, .put, .post, .patch, .delete]
        for method in methods {
            router.on("/**", method: method) { request, context in
                try await self.respond(StorageCall(request, context))
            }
        }
    }

    private func respond(_ call: StorageCall) async throws -> Response {
        let parts = call.parts
        switch (parts.first, parts.count) {
        case ("storage", 3...) where parts[1] == "v1":
            return try await respond(call, to: Array(parts.dropFirst(2)))
        case ("download", 4...) where parts[1] == "storage" && parts[2] == "v1":
            return try await respond(call, to: Array(parts.dropFirst(3)))
        case ("upload", 4...) where parts[1] == "storage" && parts[2] == "v1":
            return try await upload(call, to: Array(parts.dropFirst(3)))
        case ("resumable", 5...) where parts[1] == "upload" && parts[2] == "storage":
            return try await upload(call, to: Array(parts.dropFirst(4)))
        default:
            return await respondXML(call)
        }
    }

    /// The JSON API below `/storage/v1/`.
    private func respond(_ call: StorageCall, to path: [String]) async throws -> Response {
        switch (call.method, path.first, path.count) {
        case (_, "b", 1...2):
            return try await buckets(call, path)
        case (_, "b", 3) where path[2] != "o":
            return try await buckets(call, path)
        case (_, "b", 4) where path[2] == "iam":
            return try await buckets(call, path)
        case (.get, "b", 3):
            return try list(call, bucket: path[1])
        case (_, "b", 4) where path[2] == "o":
            return try await object(call, path[1], path[3])
        case (.post, "b", 5) where path[2] == "o" && path[4] == "compose":
            return try await compose(call, path[1], path[3])
        case (.post, "b", 7) where path[2] == "o" && path[4] == "moveTo" && path[5] == "o":
            return try await move(call, path)
        case (.post, "b", 9) where path[2] == "o" && path[5] == "b" && path[7] == "o":
            return try await copy(call, path)
        case (.get, "projects", 3) where path[2] == "serviceAccount":
            let project = try projects.requireService("storage.googleapis.com", on: path[1])
            let email = "service-\(project.number)@gs-project-accounts.iam.gserviceaccount.com"
            return .json(["kind": "storage#serviceAccount", "email_address": .string(email)])
        default:
            throw HTTPError(.notFound)
        }
    }

    /// 403 unless the bucket's project grants the permission.
    func authorize(_ permission: String, _ bucket: String, _ call: StorageCall) throws {
        let owner = try store.bucket(bucket).project
        guard projects.find(owner)?.grants(permission) ?? false else {
            throw GoogleError.storageDenied(call.context.caller?.email, permission)
        }
    }
}
