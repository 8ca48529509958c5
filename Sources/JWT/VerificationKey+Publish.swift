import COpenSSL

extension VerificationKey {
    /// SubjectPublicKeyInfo in PEM, the form of IAP's `public_key` page.
    package var publicKeyPEM: String { pem }

    /// The members of the key in a JSON Web Key Set (RFC 7517).
    package var jwk: [String: String] {
        var members = ["use": "sig", "alg": algorithm.rawValue]
        members["kid"] = keyID
        guard let handle = KeyHandle.publicKey(pem: pem) else { return members }
        switch algorithm {
        case .rs256:
            members["kty"] = "RSA"
            members["n"] = handle.number(OSSL_PKEY_PARAM_RSA_N, length: nil)
            members["e"] = handle.number(OSSL_PKEY_PARAM_RSA_E, length: nil)
        case .es256:
            members["kty"] = "EC"
            members["crv"] = "P-256"
            members["x"] = handle.number(OSSL_PKEY_PARAM_EC_PUB_X, length: 32)
            members["y"] = handle.number(OSSL_PKEY_PARAM_EC_PUB_Y, length: 32)
        }
        return members
    }
}

extension KeyHandle {
    /// A number of the key as base64url of big-endian bytes, padded to `length` where one is given.
    fileprivate func number(_ name: String, length: Int32?) -> String? {
        var number: OpaquePointer?
        guard EVP_PKEY_get_bn_param(pointer, name, &number) == 1, let number else { return nil }
        defer { BN_free(number) }
        var bytes = [UInt8](repeating: 0, count: Int(length ?? (BN_num_bits(number) + 7) / 8))
        guard BN_bn2binpad(number, &bytes, Int32(bytes.count)) >= 0 else { return nil }
        return Base64URL.encode(bytes)
    }
}
