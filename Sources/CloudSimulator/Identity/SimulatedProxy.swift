import Foundation
import Hummingbird
import JWT
import NIOCore

/// Stands for Identity-Aware Proxy on the control listener: publishes its keys, and makes the assertion that it would add
/// to a request of somebody whom it has let in. Also makes Google ID tokens, as a program's account would get them.
struct SimulatedProxy: SimulatedAPI {
    private struct Stored: Codable, Sendable {
        var key: String
    }

    static let issuer = "https://cloud.google.com/iap"
    private let key: SigningKey
    private let identity: IdentityAuthority

    init(_ state: StateDirectory, identity: IdentityAuthority) throws {
        let first = Stored(key: try SigningKey.generate(.es256).privateKeyPEM)
        let stored = try StoredState(state, "iap.json", initial: first).current
        key = try SigningKey(.es256, pem: stored.key, keyID: "simulator-iap-1")
        self.identity = identity
    }

    func addRoutes(to router: Router<SimulatorContext>) {
        let (key, identity) = (key, identity)
        router.get("/iap/keys") { _, _ in
            let jwk = try VerificationKey(key).jwk.mapValues { JSONValue.string($0) }
            return Response.json(
                ["keys": .array([.object(jwk)])], headers: [.cacheControl: "public, max-age=3600"])
        }
        router.post("/iap/assertions") { request, _ in
            let wish = try await Self.wish(request)
            let now = IdentityAuthority.now
            var claims: [String: JSONValue] = [
                "iss": .string(Self.issuer), "aud": wish["audience"] ?? "", "email": wish["email"] ?? "",
                "sub": .string("accounts.google.com:\(IdentityAuthority.uniqueID(of: wish["email"]?.string ?? ""))"),
                "iat": .integer(now), "exp": .integer(now + 600),
            ]
            if let domain = wish["hd"] { claims["hd"] = domain }
            let text = try JSONWebToken.signed(
                claims: Array(JSONValue.object(claims).buffer.readableBytesView), by: key)
            return Response.json(["assertion": .string(text)])
        }
        router.post("/id-tokens") { request, _ in
            let wish = try await Self.wish(request)
            let text = try identity.idToken(
                for: wish["email"]?.string ?? "", audience: wish["audience"]?.string ?? "")
            return Response.json(["token": .string(text)])
        }
    }

    private static func wish(_ request: Request) async throws -> [String: JSONValue] {
        let body = try await request.body.collect(upTo: 1 << 16)
        return try JSONValue.reading(body, .map(.string)).object ?? [:]
    }
}
