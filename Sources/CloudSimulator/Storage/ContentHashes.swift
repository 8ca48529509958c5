import Digests
import Foundation
import NIOCore

/// The hashes of a run of bytes, fed as it flows.
struct ContentHashes: Sendable {
    private(set) var crc32c = CRC32C()
    private(set) var md5 = MD5()
    private(set) var size: Int64 = 0

    init() {}

    /// Goes on where a session stands.
    init(of session: ResumableSession) {
        crc32c = CRC32C(value: session.crc32c)
        md5 = MD5(state: session.md5State) ?? MD5()
        size = session.stored
    }

    mutating func update(_ buffer: ByteBuffer) {
        crc32c.update(buffer)
        md5.update(buffer)
        size += Int64(buffer.readableBytes)
    }

    var md5Base64: String { Data(md5.finalized()).base64EncodedString() }
    var md5Hex: String { Hex.encode(md5.finalized()) }
}
