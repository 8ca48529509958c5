import COpenSSL

extension KeyHandle {
    /// A public RSA key from its modulus and exponent (RFC 7518 section 6.3.1).
    static func rsa(modulus: [UInt8], exponent: [UInt8]) -> KeyHandle? {
        defer { ERR_clear_error() }
        guard let n = BN_bin2bn(modulus, Int32(modulus.count), nil) else { return nil }
        defer { BN_free(n) }
        guard let e = BN_bin2bn(exponent, Int32(exponent.count), nil) else { return nil }
        defer { BN_free(e) }
        return public_rsa_key(n, e).map(KeyHandle.init)
    }

    /// A public P-256 key from the two coordinates of its point (RFC 7518 section 6.2.1); OpenSSL checks the point.
    static func p256(x: [UInt8], y: [UInt8]) -> KeyHandle? {
        guard x.count == 32, y.count == 32 else { return nil }
        defer { ERR_clear_error() }
        let point: [UInt8] = [4] + x + y
        return public_p256_key(point, point.count).map(KeyHandle.init)
    }
}
