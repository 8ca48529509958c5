import Foundation
import Hummingbird

/// The Hugging Face hub over directories: metadata, search, trees and downloads, as huggingface_hub 2.x speaks to it.
struct HuggingFaceHub: SimulatedAPI {
    let catalog: HubCatalog
    let links: SignedLinks
    let limits: HubRateLimit
    /// Entries of a page of a tree: the hub's own number is 1000.
    let treePageSize: Int

    init(catalog: HubCatalog, links: SignedLinks, limits: HubRateLimit = HubRateLimit(), treePageSize: Int = 1000) {
        self.catalog = catalog
        self.links = links
        self.limits = limits
        self.treePageSize = treePageSize
    }

    func addRoutes(to router: Router<SimulatorContext>) {
        for method in [HTTPRequest.Method.get, .head, .post] {
            router.on("**", method: method) { request, context in
                try await answer(request, context: context)
            }
        }
    }

    private func answer(_ request: Request, context: SimulatorContext) async throws -> Response {
        let target = HuggingFaceTarget(path: request.uri.path)
        var plain = false
        if case .resolve = target { plain = true }
        var limitHeaders = HTTPFields()
        do {
            guard let target else { throw HuggingFaceError.notFound }
            let access = try HuggingFaceAccess(authorization: request.headers[.authorization])
            limitHeaders = try limits.count(
                plain ? .resolvers : .api,
                by: access,
                now: Int(Date().timeIntervalSince1970)
            )
            var response = try await answer(request, target: target, access: access, context: context)
            response.headers.append(contentsOf: limitHeaders)
            return response
        } catch let error as HuggingFaceError {
            var response = error.response(plain: plain)
            response.headers.append(contentsOf: limitHeaders)
            return request.method == .head ? response.createHeadResponse() : response
        }
    }

    private func answer(
        _ request: Request,
        target: HuggingFaceTarget,
        access: HuggingFaceAccess,
        context: SimulatorContext
    ) async throws -> Response {
        let isPost = request.method == .post
        switch target {
        case .search where !isPost:
            return try await search(request, access: access)
        case .whoAmI where !isPost:
            guard access.isAuthenticated else { throw HuggingFaceError.invalidCredentials }
            return .json(access.whoAmI)
        case .info(let id, let revision) where !isPost:
            return try await withRepository(id, request, access: access, revision: revision ?? "main") { repository in
                try info(repository, query: QueryParameters(request))
            }
        case .tree(let id, let revision, let path) where !isPost:
            return try await withRepository(id, request, access: access, revision: revision) { repository in
                try tree(repository, path: path, request: request)
            }
        case .pathsInfo(let id, let revision) where isPost:
            return try await withRepository(id, request, access: access, revision: revision) { repository in
                try await pathsInfo(repository, request: request)
            }
        case .resolve(let id, let revision, let path) where !isPost:
            return try await withRepository(id, request, access: access, revision: revision) { repository in
                try access.checkDownload(repository)
                return try await resolve(repository, path: path, request: request, context: context)
            }
        default:
            throw HuggingFaceError.notFound
        }
    }

    /// Finds the repository and the revision, or answers as the hub does: a redirect for an earlier name, and one
    /// and the same error for a model that does not exist and one that the caller must not know of.
    private func withRepository(
        _ id: String,
        _ request: Request,
        access: HuggingFaceAccess,
        revision: String,
        _ answer: (HubRepository) async throws -> Response
    ) async throws -> Response {
        guard let repository = try await catalog.repository(id) else {
            if let name = try catalog.newName(of: id), access.canSee(try catalog.description(of: name)) {
                return renamed(from: id, to: name, request: request)
            }
            throw HuggingFaceError.repositoryNotFound(authenticated: access.isAuthenticated)
        }
        guard access.canSee(repository.description) else {
            throw HuggingFaceError.repositoryNotFound(authenticated: access.isAuthenticated)
        }
        guard repository.has(revision: revision) else { throw HuggingFaceError.revisionNotFound(revision) }
        return try await answer(repository)
    }

    private func renamed(from id: String, to name: String, request: Request) -> Response {
        var location = request.uri.path
        if let range = location.range(of: "/" + id) {
            location.replaceSubrange(range, with: "/" + name)
        }
        if let query = request.uri.query { location += "?" + query }
        return Response(status: .temporaryRedirect, headers: [.location: location])
    }
}
