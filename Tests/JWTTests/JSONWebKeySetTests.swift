import Foundation
import JWT
import Testing

struct JSONWebKeySetTests {
    @Test(arguments: JWTAlgorithm.allCases)
    func `a key comes back from the set that publishes it`(algorithm: JWTAlgorithm) throws {
        let key = try SigningKey.generate(algorithm, keyID: "one")
        let published = try VerificationKey(key)
        let json = try JSONEncoder().encode(["keys": [published.jwk]])
        let set = try JSONWebKeySet(json: [UInt8](json))
        #expect(set.keys == [published])
        let token = try JSONWebToken.verified(try JWTFixture.token(key), by: set)
        #expect(token.issuer == "me")
    }

    @Test func `a map of PEM texts is read`() throws {
        let key = try SigningKey.generate(.es256, keyID: "one")
        let json = try JSONEncoder().encode(["one": try VerificationKey(key).publicKeyPEM, "two": "no key"])
        let set = try JSONWebKeySet(pemMap: [UInt8](json), .es256)
        #expect(set.keys.map(\.keyID) == ["one"])
        #expect(try JSONWebToken.verified(try JWTFixture.token(key), by: set).issuer == "me")
    }

    @Test func `keys of other kinds are left out`() throws {
        let json = """
            {"keys":[{"kty":"oct","k":"AAAA","kid":"a"},{"kty":"EC","crv":"P-384","x":"AA","y":"AA","kid":"b"},
            {"kty":"EC","crv":"P-256","x":"AA","y":"AA","kid":"c"},{"kty":"RSA","n":"AQAB","e":"AQAB","kid":"d"}]}
            """
        #expect(try JSONWebKeySet(json: Array(json.utf8)).keys.isEmpty)
        #expect(throws: JWTError.self) { try JSONWebKeySet(json: Array("[]".utf8)) }
    }

    @Test func `an unknown kid is told apart`() throws {
        let key = try SigningKey.generate(.es256, keyID: "new")
        let error = #expect(throws: JWTError.self) {
            try JSONWebToken.verified(try JWTFixture.token(key), by: JSONWebKeySet(keys: []))
        }
        #expect(error?.code == .unknownKey)
    }
}
