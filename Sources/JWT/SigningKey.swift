/// A private key for one algorithm. Printing it never shows the key.
package struct SigningKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    package let algorithm: JWTAlgorithm
    package let keyID: String?
    let pem: String

    /// From PKCS#8 (or PKCS#1, SEC1) in PEM, as `private_key` of a service account file holds it.
    ///
    /// - Throws: `unusableKey` when it is encrypted, not a private key, or not one for `algorithm`.
    package init(_ algorithm: JWTAlgorithm, pem: String, keyID: String? = nil) throws(JWTError) {
        guard let handle = KeyHandle.privateKey(pem: pem), handle.fits(algorithm) else {
            throw JWTError(.unusableKey, "not a private key for \(algorithm.rawValue)")
        }
        self.algorithm = algorithm
        self.keyID = keyID
        self.pem = pem
    }

    package var description: String { "\(algorithm.rawValue) key \(keyID ?? "without id")" }
    package var debugDescription: String { description }
}
