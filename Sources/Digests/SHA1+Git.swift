import COpenSSL

extension RunningDigest<SHA_CTX> {
    /// A digest that is already fed with git's object header, so that it ends as the blob's id.
    ///
    /// - Parameter size: bytes of the file; exactly as many have to follow.
    package static func gitBlob(size: Int64) -> SHA1 {
        var digest = SHA1()
        digest.update("blob \(size)\0".utf8)
        return digest
    }
}
