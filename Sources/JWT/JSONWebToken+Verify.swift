import CJWT

extension JSONWebToken {
    /// Reads a token and checks its signature by the key of the set that its `kid` names.
    ///
    /// - Throws: `unknownKey` when the set has no such key: fetch the set again (not too often), then try once more.
    package static func verified(_ text: String, by keys: JSONWebKeySet) throws(JWTError) -> JSONWebToken {
        let token = try JSONWebToken(reading: text)
        guard let keyID = token.keyID, let key = keys.key(keyID) else {
            throw JWTError(.unknownKey, "no key has the id that the token names")
        }
        return try token.verified(by: key)
    }

    /// The same token, its signature checked.
    ///
    /// - Throws: `wrongAlgorithm` or `badSignature`.
    package func verified(by key: VerificationKey) throws(JWTError) -> JSONWebToken {
        guard header["alg"]?.string == key.algorithm.rawValue else {
            throw JWTError(.wrongAlgorithm, "the key is for \(key.algorithm.rawValue)")
        }
        guard signature.count == key.signatureLength else {
            throw JWTError(.badSignature, "a signature has \(key.signatureLength) bytes, this one \(signature.count)")
        }
        var handle: OpaquePointer?
        let pem = Array(key.pem.utf8)
        let status = jwt_decode(&handle, text, pem, Int32(pem.count))
        defer { jwt_free(handle) }
        guard status == 0, jwt_get_alg(handle) == key.algorithm.library else {
            throw JWTError(.badSignature, "the signature does not belong to this token")
        }
        return self
    }
}

extension JWTAlgorithm {
    var library: jwt_alg_t {
        switch self {
        case .rs256: JWT_ALG_RS256
        case .es256: JWT_ALG_ES256
        }
    }
}
