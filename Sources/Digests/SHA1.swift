package import COpenSSL

/// SHA-1 (FIPS 180-4): for git object ids, never for trust.
package typealias SHA1 = RunningDigest<SHA_CTX>

extension SHA_CTX: DigestContext {
    package static var digestLength: Int { 20 }
    package static var stateLength: Int { 96 }

    package mutating func start() { SHA1_Init(&self) }
    package mutating func add(_ bytes: UnsafeRawPointer, count: Int) { SHA1_Update(&self, bytes, count) }
    package mutating func finish(_ digest: inout [UInt8]) { SHA1_Final(&digest, &self) }
}
