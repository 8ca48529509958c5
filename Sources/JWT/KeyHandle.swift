import COpenSSL

/// OpenSSL's key object, freed with its owner; lives only while a key is checked or converted.
final class KeyHandle {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { EVP_PKEY_free(pointer) }

    static func publicKey(pem: String) -> KeyHandle? {
        withMemory(pem) { PEM_read_bio_PUBKEY($0, nil, nil, nil) }.map(KeyHandle.init)
    }

    /// PKCS#8, PKCS#1 or SEC1, never encrypted.
    static func privateKey(pem: String) -> KeyHandle? {
        withMemory(pem) { PEM_read_bio_PrivateKey($0, nil, { _, _, _, _ in -1 }, nil) }.map(KeyHandle.init)
    }

    static func certificate(pem: String) -> KeyHandle? {
        let certificate = withMemory(pem) { PEM_read_bio_X509($0, nil, nil, nil) }
        defer { X509_free(certificate) }
        return certificate.flatMap { X509_get_pubkey($0) }.map(KeyHandle.init)
    }

    /// Whether `algorithm` may use this key: RSA of at least 2048 bits, or P-256 and no other curve.
    func fits(_ algorithm: JWTAlgorithm) -> Bool {
        switch algorithm {
        case .rs256:
            EVP_PKEY_get_base_id(pointer) == EVP_PKEY_RSA && EVP_PKEY_get_bits(pointer) >= 2048
        case .es256:
            EVP_PKEY_get_base_id(pointer) == EVP_PKEY_EC && groupName == "prime256v1"
        }
    }

    /// Bytes of a signature as a token carries it.
    func signatureLength(_ algorithm: JWTAlgorithm) -> Int {
        switch algorithm {
        case .rs256: Int(EVP_PKEY_get_size(pointer))
        case .es256: 64
        }
    }

    /// The public half as SubjectPublicKeyInfo.
    var publicPEM: String? {
        text { PEM_write_bio_PUBKEY($0, pointer) }
    }

    /// The private key as PKCS#8, not encrypted.
    var privatePEM: String? {
        text { PEM_write_bio_PKCS8PrivateKey($0, pointer, nil, nil, 0, nil, nil) }
    }

    private func text(_ write: (OpaquePointer) -> Int32) -> String? {
        guard let bio = BIO_new(BIO_s_mem()) else { return nil }
        defer { BIO_free(bio) }
        guard write(bio) == 1 else { return nil }
        var buffer = [UInt8](repeating: 0, count: 16384)
        let count = BIO_read(bio, &buffer, Int32(buffer.count))
        return count > 0 ? String(decoding: buffer[..<Int(count)], as: UTF8.self) : nil
    }

    private var groupName: String? {
        var name = [UInt8](repeating: 0, count: 80)
        var length = 0
        let done = name.withUnsafeMutableBytes { bytes in
            EVP_PKEY_get_group_name(pointer, bytes.bindMemory(to: CChar.self).baseAddress, bytes.count, &length)
        }
        return done == 1 ? String(decoding: name[..<length], as: UTF8.self) : nil
    }

    private static func withMemory(_ text: String, _ body: (OpaquePointer) -> OpaquePointer?) -> OpaquePointer? {
        let bytes = Array(text.utf8)
        let result: OpaquePointer? = bytes.withUnsafeBytes { memory in
            guard let bio = BIO_new_mem_buf(memory.baseAddress, Int32(memory.count)) else { return nil }
            defer { BIO_free(bio) }
            return body(bio)
        }
        ERR_clear_error()
        return result
    }
}
