import ControlPlane
import Domain
import JWT
import Outbound
import TestSupport
import Testing

@testable import Server

/// Every way to pretend that Identity-Aware Proxy has vouched for somebody.
struct IAPGateTests {
    @Test func `a true assertion lets in, under the name and role that it proves`() async throws {
        try await GuardedServer.with { server in
            let answer = try await server.get(assertion: server.assertion())
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.text.contains(#""actor":"alice@example.com""#))
            #expect(answer.text.contains(#""role":"admin""#))
            let line = server.log.lines.first { $0.contains(answer.headers["X-Request-Id"] ?? "no id") }
            #expect(line?.contains("alice@example.com") == true, "who asked is in the request's line")
        }
    }

    @Test func `no forged assertion gets in`() async throws {
        try await GuardedServer.with { server in
            let forgeries = try server.forgeries()
            for forgery in forgeries {
                let answer = try await server.get(assertion: forgery.token)
                #expect(answer.status == 401, "\(forgery.name): \(answer.status) \(answer.text)")
                #expect(
                    forgery.token.isEmpty || !answer.text.contains(forgery.token),
                    "\(forgery.name) comes back in the answer")
            }
            let lines = server.log.lines.joined(separator: "\n")
            for forgery in forgeries where !forgery.token.isEmpty {
                #expect(!lines.contains(forgery.token), "\(forgery.name) is in the log")
            }
            print("hostile: \(forgeries.count) forged assertions denied, 0 let in, 0 logged")
        }
    }

    @Test(arguments: [
        [("x-goog-authenticated-user-email", "accounts.google.com:alice@example.com")],
        [("x-goog-authenticated-user-email", "alice@example.com"), ("x-goog-authenticated-user-id", "1")],
        [("x-forwarded-user", "alice@example.com"), ("x-forwarded-email", "alice@example.com")],
        [("authorization", "Bearer alice@example.com")], [("cookie", "GCP_IAP_UID=1; alice@example.com")],
    ])
    func `headers without an assertion are nothing`(_ headers: [(String, String)]) async throws {
        try await GuardedServer.with { server in
            let answer = try await server.send(.get, "/api/identity", headers: OutboundHeaders(headers))
            #expect(answer.status == 401)
        }
    }

    @Test func `an assertion that comes twice is refused`() async throws {
        try await GuardedServer.with { server in
            let token = try server.assertion()
            var headers = OutboundHeaders()
            headers.add("x-goog-iap-jwt-assertion", token)
            headers.add("x-goog-iap-jwt-assertion", token)
            let answer = try await server.send(.get, "/api/identity", headers: headers)
            #expect(answer.status == 401)
        }
    }

    @Test func `whom no rule names has no role, and is told so`() async throws {
        try await GuardedServer.with { server in
            let answer = try await server.get(assertion: server.assertion(email: "mallory@elsewhere.example"))
            #expect(answer.status == 403)
            #expect(answer.text.contains("No role here"))
        }
    }

    @Test func `a domain is proven by the hosted domain, not by the address`() async throws {
        try await GuardedServer.with { server in
            let hosted = try await server.get(
                assertion: server.assertion(email: "bob@example.com", extra: #","hd":"example.com""#))
            #expect(hosted.text.contains(#""role":"viewer""#))
            let bare = try await server.get(assertion: server.assertion(email: "bob@example.com"))
            #expect(bare.status == 403)
        }
    }

    @Test func `groups and access levels give roles`() async throws {
        try await GuardedServer.with { server in
            let group = #","additional_claims":{"groups":["ops@example.com"]}"#
            let answer = try await server.get(assertion: server.assertion(email: "o@partner.example", extra: group))
            #expect(answer.text.contains(#""role":"operator""#))
            let level = #","google":{"access_levels":["accesspolicies/1/accesslevels/corp"]}"#
            let other = try await server.get(assertion: server.assertion(email: "o@partner.example", extra: level))
            #expect(other.text.contains(#""role":"viewer""#))
        }
    }

    @Test func `health alone is open`() async throws {
        try await GuardedServer.with { server in
            let health = try await server.send(.get, "/health")
            #expect(health.status == 200)
            for path in [
                "/", "/metrics", "/api/openapi.json", "/api/identity", "/health/", "//health",
                "/health/../api/identity",
                "/api/../health", "/HEALTH", "/%68ealth", "/health;x", "/app.js", "/health%2f..%2fapi%2fidentity",
            ] {
                let answer = try await server.send(.get, path)
                #expect(answer.status == 401, "\(path)")
            }
            let change = try await server.send(.post, "/health", json: "{}")
            #expect(change.status == 401)
        }
    }

    @Test func `a viewer changes nothing`() async throws {
        try await GuardedServer.with { server in
            let token = try server.assertion(email: "bob@example.com", extra: #","hd":"example.com""#)
            let answer = try await server.send(
                .post, "/api/models/buckets?project=my-project",
                json: #"{"name":"new-bucket","location":"us-central1"}"#,
                headers: ["x-goog-iap-jwt-assertion": token]
            )
            #expect(answer.status == 403)
            #expect(answer.text.contains("operator"))
            let tricks: OutboundHeaders = [
                "x-goog-iap-jwt-assertion": token, "X-HTTP-Method-Override": "DELETE", "X-Method-Override": "DELETE",
            ]
            let trick = try await server.send(
                .get, "/api/models/detail?project=my-project&bucket=good&source=huggingface&id=org/name&_method=DELETE",
                headers: tricks)
            #expect(trick.status == 400)
            let plain = try await server.send(
                .get, "/api/models/detail?project=my-project&bucket=good&source=huggingface&id=org/name",
                headers: tricks)
            #expect(plain.status == 200)
            #expect(server.audit.lines.allSatisfy { $0.outcome != "ok" })
        }
    }

    @Test func `an operator does nothing that is an admin's`() async throws {
        try await GuardedServer.with { server in
            let group = #","additional_claims":{"groups":["ops@example.com"]}"#
            let headers: OutboundHeaders = [
                "x-goog-iap-jwt-assertion": try server.assertion(email: "o@partner.example", extra: group)
            ]
            let service = "/api/services/us-central1/svc"
            let project = "?project=my-project"
            let asked: [(OutboundRequest.Method, String, String?)] = [
                (.get, "/api/audit", nil), (.post, "\(service)/key\(project)", nil),
                (.delete, "\(service)/key\(project)", nil),
                (.post, "\(service)/key/reveal\(project)", #"{"confirm":true}"#),
                (.post, "\(service)/permissions\(project)", #"{"action":"add","member":"user:o@partner.example"}"#),
                (.post, "/api/projects/my-project/checks/service-account/fix", nil),
                (.post, "/api/projects/my-project/checks/service-account.buckets/fix", nil),
            ]
            for (method, path, json) in asked {
                let answer = try await server.send(method, path, json: json, headers: headers)
                #expect(answer.status == 403, "\(method) \(path): \(answer.text)")
                #expect(answer.text.contains("admin"))
            }
            #expect(server.audit.lines.count == asked.count - 1)
            #expect(server.audit.lines.allSatisfy { $0.outcome == "permission-denied" && $0.role == .operator })
        }
    }

    @Test func `another site changes nothing with the browser's own session`() async throws {
        try await GuardedServer.with { server in
            for (name, value) in [
                ("Origin", "https://evil.example"), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site"),
                ("Sec-Fetch-Site", "same-site"),
            ] {
                let answer = try await server.send(
                    .post, "/api/models/buckets?project=my-project",
                    json: #"{"name":"new-bucket","location":"us-central1"}"#,
                    headers: ["x-goog-iap-jwt-assertion": try server.assertion(), name: value]
                )
                #expect(answer.status == 403, "\(name): \(value)")
            }
        }
    }
}
