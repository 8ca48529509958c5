import COpenSSL

extension SigningKey {
    /// A new key of 2048 bits (RS256) or on P-256 (ES256): for the simulator and for tests.
    package static func generate(_ algorithm: JWTAlgorithm, keyID: String? = nil) throws(JWTError) -> SigningKey {
        let type = algorithm == .rs256 ? EVP_PKEY_RSA : EVP_PKEY_EC
        var key: OpaquePointer?
        guard let context = EVP_PKEY_CTX_new_id(type, nil) else { throw JWTError(.signingFailed, "out of memory") }
        defer { EVP_PKEY_CTX_free(context) }
        guard EVP_PKEY_keygen_init(context) == 1 else { throw JWTError(.signingFailed, "no key generator") }
        let chosen =
            switch algorithm {
            case .rs256: EVP_PKEY_CTX_set_rsa_keygen_bits(context, 2048)
            case .es256: EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1)
            }
        guard chosen == 1, EVP_PKEY_keygen(context, &key) == 1, let key, let pem = KeyHandle(key).privatePEM else {
            throw JWTError(.signingFailed, "no key was generated")
        }
        return try SigningKey(algorithm, pem: pem, keyID: keyID)
    }

    /// PKCS#8, as a service account file carries it. A secret.
    package var privateKeyPEM: String { pem }
}
