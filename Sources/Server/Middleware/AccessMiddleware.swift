import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Logging

/// Lets a request through when its gate knows whom it is from. `/health` alone is open.
///
/// A page of the internet cannot reach us under its own name (DNS rebinding: the Host is checked) nor make a browser
/// change anything here (CSRF: Origin and Sec-Fetch-Site are checked, and bodies must be JSON).
struct AccessMiddleware: RouterMiddleware {
    var gate: any Gate
    var limiter: RateLimiter?
    /// The first parts of the addresses that an actor's requests are counted at: the API's. What is read elsewhere are
    /// the console's files, a hundred for one page; connections are bounded for all alike.
    var counted: Set<String>

    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        let isOpen = request.uri.path == "/health" && [.get, .head].contains(request.method)
        if isOpen { return try await next(request, context) }
        let host = (request.head.authority ?? "").lowercased()
        if let hosts = gate.hosts(), !hosts.contains(host) { throw Self.foreignHost(host) }
        if hasEffects(request) { try checkOrigin(request, host: host) }
        let admission = try await gate.admit(request)
        if counts(request), let wait = limiter?.take(admission.actor) { throw Self.tooMany(wait) }
        var context = context
        context.actor = admission.actor
        context.role = admission.role
        context.logger[metadataKey: "actor"] = "\(admission.actor)"
        return try await next(request, context)
    }

    /// An address that cannot be read is counted.
    private func counts(_ request: Request) -> Bool {
        guard [.get, .head].contains(request.method) else { return true }
        return Self.root(of: request).map(counted.contains) ?? true
    }

    /// Whatever goes to an engine wakes it, and that costs.
    private func hasEffects(_ request: Request) -> Bool {
        ![.get, .head, .options].contains(request.method) || Self.root(of: request) == EngineDoor.root
    }

    /// The first part of the address, empty for the first page; nil where it cannot be read.
    private static func root(of request: Request) -> String? {
        guard let first = request.uri.path.split(separator: "/").first else { return "" }
        return first.removingPercentEncoding
    }

    /// The console's own origin is the host that the request was made for.
    private func checkOrigin(_ request: Request, host: String) throws {
        let schemes = gate is LoopbackGate ? ["http"] : ["https", "http"]
        if let origin = try request.single(.origin, for: "Origin") {
            let own = (gate.hosts() ?? [host]).flatMap { host in schemes.map { "\($0)://\(host)" } }
            guard !host.isEmpty, own.contains(origin.lowercased()) else {
                throw Self.foreign("the request comes from ‘\(origin.prefix(200))’")
            }
        }
        if let name = HTTPField.Name("Sec-Fetch-Site"), let site = try request.single(name, for: "Sec-Fetch-Site"),
            !["same-origin", "none"].contains(site)
        {
            throw Self.foreign("the browser says that the request is ‘\(site.prefix(50))’")
        }
    }

    private static func foreignHost(_ host: String) -> Problem {
        Problem(
            .permissionDenied, "Not this manager's address",
            detail: "the request was made for the host ‘\(host.prefix(200))’",
            fix: "Open it by the address that the manager printed when it started."
        )
    }

    private static func foreign(_ detail: String) -> Problem {
        Problem(
            .permissionDenied, "Not from another site", detail: detail,
            fix: "Only the manager's own console, or a program without an Origin header, may change things."
        )
    }

    private static func tooMany(_ wait: Int) -> HTTPProblem {
        let problem = Problem(
            .rateLimited, "Too many requests", detail: "this actor has made more than the manager allows",
            fix: "Wait \(wait) s, then go on more slowly.", isRetryable: true
        )
        return HTTPProblem(status: 429, problem: problem, headers: [.retryAfter: "\(wait)"])
    }
}
