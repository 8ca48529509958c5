import COpenSSL
import Foundation
package import NIOCore

/// CRC-32C (Castagnoli, RFC 3720 appendix B.4), the sum that Cloud Storage keeps of every object.
///
/// By the processor's instruction in three lanes where there is one, else by tables.
package struct CRC32C: Sendable, Hashable {
    /// The sum of everything so far; 0 for nothing.
    package private(set) var value: UInt32

    /// Starts from nothing, or continues from the sum of what came before.
    package init(value: UInt32 = 0) {
        self.value = value
    }

    /// Reads the form that Google uses (`crc32c` of an object, `x-goog-hash`): base64 of four big-endian bytes.
    package init?(base64: String) {
        guard let bytes = Data(base64Encoded: base64), bytes.count == 4 else { return nil }
        value = bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Base64 of the four bytes, big-endian: `AAAAAA==` for nothing.
    package var base64: String {
        withUnsafeBytes(of: value.bigEndian) { Data($0).base64EncodedString() }
    }

    package mutating func update(_ buffer: ByteBuffer) {
        buffer.withUnsafeReadableBytes { update($0) }
    }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress, bytes.count > 0 else { return }
        if Self.hasHardware {
            value = ~crc32c_hardware_update(~value, start, bytes.count)
        } else {
            value = ~CRC32CTable.shared.update(~value, bytes)
        }
    }

    package mutating func update(_ bytes: some Sequence<UInt8>) {
        let done: Void? = bytes.withContiguousStorageIfAvailable { update(UnsafeRawBufferPointer($0)) }
        if done == nil { Array(bytes).withUnsafeBytes { update($0) } }
    }

    private static let hasHardware = crc32c_hardware_available() != 0
}
