import ControlPlane
import Domain
import Foundation
import HTTPTypes
import Hummingbird

/// `/proxy/TARGET/REGION/NAME/…`: the engine of a service, for programs that reach the manager and not the service: its own
/// paths, by the manager's rules of access. Requests and answers pass as they come, streams included.
///
/// It needs the operator role, as asking does. One line of the audit log stands for each caller and service until the way
/// is made anew.
struct EngineDoor: Sendable {
    /// The first part of its addresses.
    static let root = "proxy"
    static let path: RouterPath = "/proxy/{target}/{region}/{name}/**"
    static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .delete]

    /// What a browser neither runs nor renders: an engine is no page of this console's.
    private static let plain = [
        "application/json", "text/event-stream", "text/plain", "application/x-ndjson", "application/problem+json",
        "application/octet-stream", "audio/",
    ]

    private let services: Services
    private let gates = OpenGates()

    init(_ controlPlane: ControlPlane) { services = controlPlane.services }

    func respond(to request: Request, _ context: ServerContext) async throws -> Response {
        let parameters = context.parameters
        let target = try Target(parsing: try parameters.require("target"))
        let id = try ServiceID(region: try parameters.require("region"), name: try parameters.require("name"))
        let about = context.about(target)
        let gate = try await gates.gate(for: "\(about.actor) \(about.role) \(target) \(id)") {
            try await services.gate(about, id)
        }
        let prefix = "/proxy/\(try parameters.require("target"))/\(id.region)/\(id.name)"
        guard let whole = request.head.path, whole.hasPrefix(prefix + "/") else {
            throw HTTPProblem.notFound(request.uri.path)
        }
        let head = ForwardedHead(
            method: request.method.rawValue, target: String(whole.dropFirst(prefix.count)),
            headers: ProxyHeaders.outgoing(request).filter { Self.passes($0.name.lowercased()) }
        )
        let length = request.headers[.contentLength].flatMap { Int64($0) }
        let hasBody = (length ?? 0) > 0 || request.headers[.transferEncoding] != nil
        let answer = try await gate.forward(
            head, body: hasBody ? ByteStream(request.body) : nil, length: hasBody ? length : nil)
        return Self.guarded(ProxyResponder.response(answer, isHead: request.method == .head))
    }

    /// What a proxy before us says of the caller, and by which page it was sent, is for us alone.
    private static func passes(_ name: String) -> Bool {
        !name.hasPrefix("x-goog-") && !name.hasPrefix("x-forwarded-")
            && !["forwarded", "origin", "referer", "via"].contains(name)
    }

    /// An answer that a browser would take for a page or a script of ours is only offered for saving.
    private static func guarded(_ response: Response) -> Response {
        var response = response
        for name in response.headers.map(\.name)
        where name == .setCookie || name.canonicalName.hasPrefix("access-control-") { response.headers[name] = nil }
        let type = response.headers[.contentType]?.lowercased() ?? ""
        if !plain.contains(where: { type.hasPrefix($0) }) {
            response.headers[.contentType] = "application/octet-stream"
            response.headers[.contentDisposition] = "attachment"
        }
        return response
    }
}

/// Ways to services that were made lately, so that a stream of requests is one line of the audit log.
private actor OpenGates {
    private static let lifetime = Duration.seconds(1500)
    private static let most = 1000
    private var gates: [String: (gate: ServiceGate, at: ContinuousClock.Instant)] = [:]

    func gate(for key: String, make: @Sendable () async throws -> ServiceGate) async throws -> ServiceGate {
        if let known = gates[key], .now - known.at < Self.lifetime { return known.gate }
        let gate = try await make()
        gates = gates.filter { .now - $0.value.at < Self.lifetime }
        if gates.count < Self.most { gates[key] = (gate, .now) }
        return gate
    }
}
