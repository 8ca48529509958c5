package import COpenSSL

/// SHA-256 (FIPS 180-4).
package typealias SHA256 = RunningDigest<SHA256_CTX>

extension SHA256_CTX: DigestContext {
    package static var digestLength: Int { 32 }
    package static var stateLength: Int { 112 }

    /// SHA-224 has the same context, with a shorter digest.
    package var isOfThisAlgorithm: Bool { md_len == UInt32(Self.digestLength) }

    package mutating func start() { SHA256_Init(&self) }
    package mutating func add(_ bytes: UnsafeRawPointer, count: Int) { SHA256_Update(&self, bytes, count) }
    package mutating func finish(_ digest: inout [UInt8]) { SHA256_Final(&digest, &self) }
}
