import Foundation
import Testing

@testable import CloudSimulator

struct IdentityAuthorityTests {
    private func authority(_ path: String) throws -> IdentityAuthority {
        try IdentityAuthority(StateDirectory(path: path), endpoints: SimulatorEndpoints(ports: [:]))
    }

    @Test func `tokens outlive a restart, and only the time that they were given`() throws {
        let path = NSTemporaryDirectory() + "simulated-identity-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let first = try authority(path)
        let token = try first.accessToken(for: "a@example.com", scopes: ["x", "y"])
        let old = try first.accessToken(for: "a@example.com", scopes: ["x"], lifetime: -1)
        let second = try authority(path)
        #expect(try second.caller(presenting: token) == .init(email: "a@example.com", scopes: ["x", "y"]))
        let error = #expect(throws: GoogleError.self) { try second.caller(presenting: old) }
        #expect(error?.details.first?["reason"]?.string == "ACCESS_TOKEN_EXPIRED")
    }

    @Test func `an ID token is good for its audience and for nothing else`() throws {
        let path = NSTemporaryDirectory() + "simulated-identity-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let authority = try authority(path)
        let token = try authority.idToken(for: "a@example.com", audience: "https://one")
        #expect(authority.emailOfIDToken(token, audiences: ["https://one"]) == "a@example.com")
        #expect(authority.emailOfIDToken(token, audiences: ["https://two"]) == nil)
        #expect(throws: GoogleError.self) { try authority.caller(presenting: token) }
    }
}
