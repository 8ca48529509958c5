import JWT
import Testing

struct JSONWebTokenVerifyTests {
    @Test(arguments: JWTAlgorithm.allCases)
    func `what we sign is what we accept`(algorithm: JWTAlgorithm) throws {
        let key = try SigningKey.generate(algorithm, keyID: "k1")
        let text = try JWTFixture.token(key)
        let token = try JSONWebToken(reading: text).verified(by: VerificationKey(key))
        #expect(token.keyID == "k1")
        #expect(token.issuer == "me")
        #expect(token.audiences == ["you"])
        #expect(token.expiry == 1600)
        #expect(token.header["alg"]?.string == algorithm.rawValue)
    }

    @Test(arguments: JWTAlgorithm.allCases)
    func `a changed claim breaks the signature`(algorithm: JWTAlgorithm) throws {
        let key = try SigningKey.generate(algorithm)
        let text = JWTFixture.forged(try JWTFixture.token(key), claims: #"{"iss":"mallory"}"#)
        let error = #expect(throws: JWTError.self) {
            try JSONWebToken(reading: text).verified(by: VerificationKey(key))
        }
        #expect(error?.code == .badSignature)
    }

    @Test func `the public key is not taken for an HMAC secret`() throws {
        let key = try VerificationKey(.rs256, pem: JWTFixture.publicRSA)
        let error = #expect(throws: JWTError.self) {
            try JSONWebToken(reading: JWTFixture.hs256ByPublicPEM).verified(by: key)
        }
        #expect(error?.code == .wrongAlgorithm)
    }

    @Test(arguments: ["none", "HS256", "RS384", "ES384", "es256"])
    func `the key decides on the algorithm, not the header`(algorithm: String) throws {
        let key = try SigningKey.generate(.es256)
        let text = JWTFixture.forged(try JWTFixture.token(key), header: #"{"alg":"\#(algorithm)"}"#)
        let error = #expect(throws: JWTError.self) {
            try JSONWebToken(reading: text).verified(by: VerificationKey(key))
        }
        #expect(error?.code == .wrongAlgorithm)
    }

    @Test(arguments: [0, 63, 65, 70, 96])
    func `an ES256 signature has 64 bytes`(length: Int) throws {
        let key = try SigningKey.generate(.es256)
        let text = JWTFixture.forged(try JWTFixture.token(key), signature: [UInt8](repeating: 1, count: length))
        #expect(throws: JWTError.self) { try JSONWebToken(reading: text).verified(by: VerificationKey(key)) }
    }

    @Test func `P-384 is neither a key for ES256 nor one to sign with`() {
        let error = #expect(throws: JWTError.self) { try VerificationKey(.es256, pem: JWTFixture.publicP384) }
        #expect(error?.code == .unusableKey)
        #expect(throws: JWTError.self) { try SigningKey(.es256, pem: JWTFixture.privateP384) }
        #expect(throws: JWTError.self) { try SigningKey(.rs256, pem: JWTFixture.privateP384) }
        #expect(throws: JWTError.self) { try VerificationKey(.es256, pem: JWTFixture.publicRSA) }
        #expect(throws: JWTError.self) { try SigningKey(.rs256, pem: "no key") }
    }

    @Test func `a token of another key is refused`() throws {
        let text = try JWTFixture.token(SigningKey.generate(.es256))
        let other = try VerificationKey(SigningKey.generate(.es256))
        #expect(throws: JWTError.self) { try JSONWebToken(reading: text).verified(by: other) }
    }
}
