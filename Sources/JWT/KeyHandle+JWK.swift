import COpenSSL

extension KeyHandle {
    /// A public RSA key from its modulus and exponent (RFC 7518 section 6.3.1).
    static func rsa(modulus: [UInt8], exponent: [UInt8]) -> KeyHandle? {
        guard let n = BN_bin2bn(modulus, Int32(modulus.count), nil) else { return nil }
        defer { BN_free(n) }
        guard let e = BN_bin2bn(exponent, Int32(exponent.count), nil) else { return nil }
        defer { BN_free(e) }
        return fromData(EVP_PKEY_RSA) { builder in
            OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, n) == 1
                && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, e) == 1
        }
    }

    /// A public P-256 key from the two coordinates of its point (RFC 7518 section 6.2.1); OpenSSL checks the point.
    static func p256(x: [UInt8], y: [UInt8]) -> KeyHandle? {
        guard x.count == 32, y.count == 32 else { return nil }
        let point: [UInt8] = [4] + x + y
        return fromData(EVP_PKEY_EC) { builder in
            OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) == 1
                && OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point, point.count) == 1
        }
    }

    private static func fromData(_ type: Int32, _ fill: (OpaquePointer) -> Bool) -> KeyHandle? {
        defer { ERR_clear_error() }
        guard let builder = OSSL_PARAM_BLD_new() else { return nil }
        defer { OSSL_PARAM_BLD_free(builder) }
        guard fill(builder), let parameters = OSSL_PARAM_BLD_to_param(builder) else { return nil }
        defer { OSSL_PARAM_free(parameters) }
        guard let context = EVP_PKEY_CTX_new_id(type, nil) else { return nil }
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        // EVP_PKEY_PUBLIC_KEY, a macro that Swift does not see.
        let publicParts = OSSL_KEYMGMT_SELECT_ALL_PARAMETERS | OSSL_KEYMGMT_SELECT_PUBLIC_KEY
        guard EVP_PKEY_fromdata_init(context) == 1,
            EVP_PKEY_fromdata(context, &key, publicParts, parameters) == 1, let key
        else { return nil }
        return KeyHandle(key)
    }
}
