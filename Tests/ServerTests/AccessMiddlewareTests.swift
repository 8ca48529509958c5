import Domain
import Outbound
import TestSupport
import Testing

@testable import Server

struct AccessMiddlewareTests {
    static let bucket = #"{"name":"new-bucket","location":"us-central1"}"#
    static let path = "/api/models/buckets?project=my-project"

    @Test func `a foreign host name is refused`() async throws {
        try await Running.with { server in
            let answer = try await server.send(.get, "/api/identity", headers: ["Host": "evil.example"])
            #expect(answer.status == 403)
        }
    }

    @Test(arguments: [("Origin", "http://evil.example"), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site")])
    func `another site changes nothing`(_ header: (String, String)) async throws {
        try await Running.with { server in
            let answer = try await server.send(
                .post, Self.path, json: Self.bucket, headers: OutboundHeaders([header])
            )
            #expect(answer.status == 403)
        }
    }

    @Test func `the console's own origin may change things`() async throws {
        try await Running.with { server in
            let answer = try await server.send(.post, Self.path, json: Self.bucket, headers: ["Origin": server.base])
            #expect(answer.status == 201)
        }
    }

    @Test func `a body that is not declared as JSON is 415`() async throws {
        try await Running.with { server in
            let answer = try await server.send(
                .post, Self.path, json: Self.bucket, headers: ["Content-Type": "text/plain"]
            )
            #expect(answer.status == 415)
        }
    }

    @Test func `a body over the limit is 413`() async throws {
        try await Running.with(bodyLimit: 64) { server in
            let long = #"{"name":"\#(String(repeating: "a", count: 100))","location":"x"}"#
            let answer = try await server.send(.post, Self.path, json: long)
            #expect(answer.status == 413)
        }
    }

    @Test func `a request id of the caller is kept when it is plain`() async throws {
        try await Running.with { server in
            let kept = try await server.send(.get, "/health", headers: ["X-Request-Id": "abc-1"])
            #expect(kept.headers["X-Request-Id"] == "abc-1")
            let replaced = try await server.send(.get, "/health", headers: ["X-Request-Id": "a b"])
            #expect(replaced.headers["X-Request-Id"] != "a b")
        }
    }

    @Test(arguments: [
        ServerSettings(access: .iap), ServerSettings(access: .token), ServerSettings(address: "0.0.0.0"),
        ServerSettings(address: "::"), ServerSettings(address: "192.168.1.2"),
        ServerSettings(access: .iap, rules: AccessRules(iapAudiences: [GuardedServer.audience])),
        ServerSettings(
            access: .iap,
            rules: AccessRules(iapAudiences: ["anything"], roles: RoleTable([.admin: [.email("a@example.com")]]))),
        ServerSettings(access: .iap, rules: AccessRules(roles: RoleTable([.admin: [.email("a@example.com")]]))),
        ServerSettings(
            access: .iap,
            rules: AccessRules(iapAudiences: [GuardedServer.audience], roles: RoleTable([.admin: [.everyone]]))),
        ServerSettings(
            access: .token,
            rules: AccessRules(tokenAudiences: ["https://manager.example"], roles: RoleTable([.viewer: [.everyone]]))),
        ServerSettings(access: .token, rules: AccessRules(tokenAudiences: ["https://manager.example"])),
        ServerSettings(access: .token, rules: AccessRules(roles: RoleTable([.admin: [.email("a@example.com")]]))),
    ])
    func `what would be open to others does not start`(_ settings: ServerSettings) {
        #expect(throws: Problem.self) { try settings.check() }
    }

    @Test func `loopback access takes both loopback addresses, and their names with the port`() throws {
        for address in ["127.0.0.1", "::1"] { try ServerSettings(address: address).check() }
        #expect(LoopbackGate.hosts(port: 8080) == ["127.0.0.1:8080", "localhost:8080", "[::1]:8080"])
        // A browser leaves the port of http out.
        #expect(LoopbackGate.hosts(port: 80).contains("[::1]"))
        #expect(LoopbackGate.hosts(port: nil).isEmpty)
    }

    @Test(arguments: [
        "evil.example", "127.0.0.1", "127.0.0.1.evil.example", "localhost.evil.example", "0.0.0.0", "[::]",
        "2130706433",
        "127.1", "169.254.169.254", "evil.example:80",
    ])
    func `a name that was bound to this machine by somebody else is refused`(_ host: String) async throws {
        try await Running.with { server in
            let answer = try await server.send(.get, "/api/identity", headers: ["Host": host])
            #expect(answer.status == 403)
            let page = try await server.send(.get, "/", headers: ["Host": host])
            #expect(page.status == 403)
        }
    }

    @Test func `the console's files are not counted, whatever is asked of the API is`() async throws {
        try await GuardedServer.with(requestsPerSecond: 0.001) { server in
            let headers: OutboundHeaders = ["x-goog-iap-jwt-assertion": try server.assertion()]
            for path in ["/", "/app.js", "/services", "/assets/0/app.js", "/styles/missing.css"] {
                for _ in 0..<3 {
                    #expect(try await server.send(.get, path, headers: headers).status != 429, "\(path)")
                }
            }
            // A bucket of four thousandths never holds a whole request.
            for path in [
                "/api/identity", "/api/schema/declaration", "/api/openapi.json", "/api/none", "//api/identity",
                "/%61pi/identity", "/metrics", "/proxy/my-project/us-central1/svc/v1/models",
            ] {
                #expect(try await server.send(.get, path, headers: headers).status == 429, "\(path)")
            }
            #expect(try await server.send(.post, "/", json: "{}", headers: headers).status == 429)
            #expect(try await server.send(.get, "/app.js", headers: headers).status == 200)
        }
    }

    @Test func `an actor who asks too much is told to wait, and others are not`() async throws {
        try await GuardedServer.with(requestsPerSecond: 1) { server in
            let alice = try server.assertion()
            // All at once: a slow machine must not give the bucket time to fill again.
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<60 { group.addTask { try await server.get(assertion: alice).status } }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 200 }.count >= 4)
            #expect(statuses.contains(429))
            let bob = try server.assertion(email: "bob@example.com", extra: #","hd":"example.com""#)
            #expect(try await server.get(assertion: bob).status == 200)
        }
    }
}
