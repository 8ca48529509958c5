package import COpenSSL

/// MD5 (RFC 1321): only where a protocol asks for it (`Content-MD5`, ETags).
package typealias MD5 = RunningDigest<MD5_CTX>

extension MD5_CTX: DigestContext {
    package static var digestLength: Int { 16 }
    package static var stateLength: Int { 92 }

    package mutating func start() { MD5_Init(&self) }
    package mutating func add(_ bytes: UnsafeRawPointer, count: Int) { MD5_Update(&self, bytes, count) }
    package mutating func finish(_ digest: inout [UInt8]) { MD5_Final(&digest, &self) }
}
