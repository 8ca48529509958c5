import Domain
import JWT
import Logging
import Outbound
import Synchronization
import TestSupport

@testable import Server

/// A server behind a pretended Identity-Aware Proxy whose keys this test holds, for the length of a body.
struct GuardedServer: Sendable {
    static let audience = "/projects/123456789/locations/us-central1/services/llm-manager"
    static let now = 1_800_000_000.0

    struct Forgery: Sendable {
        var name: String
        var token: String
    }

    var running: Running
    var key: SigningKey
    var audit: RecordedAudit
    var log: RecordedLog
    /// How often the keys were fetched.
    var fetches: FetchCount

    static func with<Value: Sendable>(
        access: ServerSettings.AccessMode = .iap, requestsPerSecond: Double? = nil,
        _ body: @escaping @Sendable (GuardedServer) async throws -> Value
    ) async throws -> Value {
        let key = try SigningKey.generate(access == .iap ? .es256 : .rs256, keyID: "k1")
        let jwk = try VerificationKey(key).jwk.map { "\"\($0)\":\"\($1)\"" }.joined(separator: ",")
        let fetches = FetchCount()
        let transport = OutboundFakeTransport { _, _ in
            fetches.add()
            return .fake(200, "{\"keys\":[{\(jwk)}]}", headers: ["Cache-Control": "public, max-age=3600"])
        }
        let rules = AccessRules(
            iapAudiences: [audience], tokenAudiences: ["https://manager.example"],
            roles: RoleTable([
                .admin: [try RoleRule(parsing: "alice@example.com")],
                .operator: [try RoleRule(parsing: "group:ops@example.com")],
                .viewer: [
                    try RoleRule(parsing: "domain:example.com"),
                    try RoleRule(parsing: "level:accesspolicies/1/accesslevels/corp"),
                ],
            ]),
            requestsPerSecond: requestsPerSecond
        )
        let world = FakeWorld()
        let log = RecordedLog()
        return try await Running.with(
            world, access: access, rules: rules, keys: OutboundClient(transport: transport), now: { now },
            logger: Logger(label: "test") { _ in log }
        ) { running in
            try await body(GuardedServer(running: running, key: key, audit: world.audit, log: log, fetches: fetches))
        }
    }

    func send(
        _ method: OutboundRequest.Method, _ path: String, json: String? = nil, headers: OutboundHeaders = [:]
    ) async throws -> Running.Answer {
        try await running.send(method, path, json: json, headers: headers)
    }

    func get(assertion: String) async throws -> Running.Answer {
        try await send(.get, "/api/identity", headers: ["x-goog-iap-jwt-assertion": assertion])
    }

    static func claims(
        email: String = "alice@example.com", issuer: String = "https://cloud.google.com/iap",
        audience: String = audience, issued: Double = now, life: Double = 600, extra: String = ""
    ) -> String {
        """
        {"iss":"\(issuer)","aud":"\(audience)","sub":"accounts.google.com:1","email":"\(email)",\
        "iat":\(Int(issued)),"exp":\(Int(issued + life))\(extra)}
        """
    }

    func assertion(email: String = "alice@example.com", extra: String = "") throws -> String {
        try sign(Self.claims(email: email, extra: extra))
    }

    func sign(_ claims: String) throws -> String {
        try JSONWebToken.signed(claims: Array(claims.utf8), by: key)
    }
}

final class FetchCount: Sendable {
    private let value = Mutex(0)
    var count: Int { value.withLock { $0 } }
    func add() { value.withLock { $0 += 1 } }
}

/// Keeps what is logged, as text.
final class RecordedLog: LogHandler, Sendable {
    private let recorded = Mutex<[String]>([])
    var lines: [String] { recorded.withLock { $0 } }

    var metadata: Logger.Metadata {
        get { [:] }
        set { _ = newValue }
    }
    var logLevel: Logger.Level {
        get { .trace }
        set { _ = newValue }
    }
    subscript(metadataKey _: String) -> Logger.Metadata.Value? {
        get { nil }
        set { _ = newValue }
    }

    func log(event: LogEvent) {
        let line = "\(event.level) \(event.message) \(event.metadata ?? [:])"
        recorded.withLock { $0.append(line) }
    }
}
