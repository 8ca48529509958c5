/// The public keys of an issuer (RFC 7517), those that we can use: RSA for RS256 and P-256 for ES256.
package struct JSONWebKeySet: Sendable, Hashable {
    package let keys: [VerificationKey]

    package init(keys: [VerificationKey]) {
        self.keys = keys
    }

    /// Reads `{"keys": [...]}`. Keys of other kinds and for other uses are left out, as RFC 7517 section 5 asks.
    ///
    /// - Throws: `malformed` when it is not a key set.
    package init(json: [UInt8]) throws(JWTError) {
        guard case .array(let entries)? = try StrictJSONReader.read(json).object?["keys"] else {
            throw JWTError(.malformed, "not a JSON Web Key Set")
        }
        keys = entries.compactMap { entry in entry.object.flatMap(Self.key) }
    }

    /// Reads `{"kid": "PEM"}` as IAP (public keys) and Google (`/oauth2/v1/certs`, certificates) publish.
    package init(pemMap json: [UInt8], _ algorithm: JWTAlgorithm) throws(JWTError) {
        guard let members = try StrictJSONReader.read(json).object else {
            throw JWTError(.malformed, "not a map of keys")
        }
        keys = members.compactMap { keyID, value in
            guard let pem = value.string else { return nil }
            let handle = KeyHandle.publicKey(pem: pem) ?? KeyHandle.certificate(pem: pem)
            return try? VerificationKey(algorithm, handle: handle, keyID: keyID)
        }
    }

    package func key(_ keyID: String) -> VerificationKey? {
        keys.first { $0.keyID == keyID }
    }

    private static func key(_ members: [String: JSONValue]) -> VerificationKey? {
        if let use = members["use"], use.string != "sig" { return nil }
        func bytes(_ name: String) -> [UInt8]? { members[name]?.string.flatMap { Base64URL.decode($0) } }
        let keyID = members["kid"]?.string
        let named = members["alg"]?.string
        switch (members["kty"]?.string, named ?? "") {
        case ("RSA", "RS256"), ("RSA", ""):
            guard let n = bytes("n"), let e = bytes("e") else { return nil }
            return try? VerificationKey(.rs256, handle: KeyHandle.rsa(modulus: n, exponent: e), keyID: keyID)
        case ("EC", "ES256"), ("EC", ""):
            guard members["crv"]?.string == "P-256", let x = bytes("x"), let y = bytes("y") else { return nil }
            return try? VerificationKey(.es256, handle: KeyHandle.p256(x: x, y: y), keyID: keyID)
        default:
            return nil
        }
    }
}
