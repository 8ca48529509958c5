import HTTPTypes
import Hummingbird

/// Checks the access token of a call to a Google API; asks for one where the configuration says so.
struct AuthenticationMiddleware: RouterMiddleware {
    let authority: IdentityAuthority
    let projects: ProjectRegistry
    let isRequired: Bool
    /// Whether this is the storage listener's.
    let isStorage: Bool

    /// Paths that work without a token: the token endpoints themselves, and public keys.
    private static let open: Set<String> = [
        "/token", "/v1/token", "/v1/oauthtoken", "/oauth2/v3/certs", "/oauth2/v1/certs", "/tokeninfo",
        "/oauth2/v3/tokeninfo",
    ]

    func handle(
        _ request: Request,
        context: SimulatorContext,
        next: (Request, SimulatorContext) async throws -> Response
    ) async throws -> Response {
        if Self.open.contains(request.uri.path) { return try await next(request, context) }
        var context = context
        if let header = request.headers[.authorization] {
            let parts = header.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "bearer" else {
                throw GoogleError.unauthenticated("CREDENTIALS_MISSING")
            }
            let caller = try authority.caller(presenting: String(parts[1]))
            try APIScopes.check(caller, request, isStorage: isStorage)
            context.caller = caller
        } else if isRequired, !Self.isSession(request) {
            throw GoogleError.unauthenticated("CREDENTIALS_MISSING")
        }
        if let name = HTTPField.Name("x-goog-user-project"), let project = request.headers[name] {
            try checkQuotaProject(project)
        }
        return try await next(request, context)
    }

    /// A resumable session's URI is a credential itself.
    private static func isSession(_ request: Request) -> Bool {
        request.uri.path.contains("/upload/storage/") && (request.uri.query ?? "").contains("upload_id=")
    }

    private func checkQuotaProject(_ name: String) throws {
        guard projects.find(name)?.grants("serviceusage.services.use") ?? false else {
            throw GoogleError(
                .forbidden, "PERMISSION_DENIED",
                "Caller does not have required permission to use project \(name). Grant the caller the "
                    + "roles/serviceusage.serviceUsageConsumer role, or a custom role with the "
                    + "serviceusage.services.use permission.",
                reason: "forbidden",
                details: [
                    GoogleError.info("USER_PROJECT_DENIED", ["consumer": .string("projects/\(name)")])
                ]
            )
        }
    }
}
