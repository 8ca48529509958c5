/// A public key for one algorithm and no other: a token never chooses how it is checked.
package struct VerificationKey: Sendable, Hashable {
    package let algorithm: JWTAlgorithm
    /// The `kid` under which the issuer publishes it.
    package let keyID: String?
    /// SubjectPublicKeyInfo.
    let pem: String
    let signatureLength: Int

    /// From SubjectPublicKeyInfo in PEM, as IAP publishes its keys.
    ///
    /// - Throws: `unusableKey` when it is not RSA of 2048 bits or more (RS256), not P-256 (ES256), or not a key.
    package init(_ algorithm: JWTAlgorithm, pem: String, keyID: String? = nil) throws(JWTError) {
        try self.init(algorithm, handle: KeyHandle.publicKey(pem: pem), keyID: keyID)
    }

    /// From an X.509 certificate, as Google's `/oauth2/v1/certs` and service account pages publish keys.
    package init(_ algorithm: JWTAlgorithm, certificatePEM: String, keyID: String? = nil) throws(JWTError) {
        try self.init(algorithm, handle: KeyHandle.certificate(pem: certificatePEM), keyID: keyID)
    }

    /// The public half of a key that signs.
    package init(_ key: SigningKey) throws(JWTError) {
        try self.init(key.algorithm, handle: KeyHandle.privateKey(pem: key.pem), keyID: key.keyID)
    }

    init(_ algorithm: JWTAlgorithm, handle: KeyHandle?, keyID: String?) throws(JWTError) {
        guard let handle, handle.fits(algorithm), let pem = handle.publicPEM else {
            throw JWTError(.unusableKey, "not a public key for \(algorithm.rawValue)")
        }
        self.algorithm = algorithm
        self.keyID = keyID
        self.pem = pem
        signatureLength = handle.signatureLength(algorithm)
    }
}
