package import NIOCore

/// A digest over bytes that come in pieces.
///
/// A value: copying it forks the digest. `state` is what has been hashed so far, as plain bytes, so that a resumed
/// transfer need not read again what it has hashed. The bytes are the memory of OpenSSL's context, little-endian on
/// every machine that we build for, and mean nothing to other programs.
package struct RunningDigest<Context: DigestContext>: Sendable {
    /// Bytes of a finished digest.
    package static var digestLength: Int { Context.digestLength }
    /// Bytes of `state`.
    package static var stateLength: Int { Context.stateLength }
    /// Bytes that the algorithm takes at a time; the same for all three.
    private static var blockLength: UInt32 { 64 }

    private var context = Context()

    package init() {
        context.start()
    }

    /// Continues from a saved `state`; nil when the bytes are not one.
    package init?(state: [UInt8]) {
        guard state.count == Self.stateLength, MemoryLayout<Context>.size == Self.stateLength else { return nil }
        withUnsafeMutableBytes(of: &context) { $0.copyBytes(from: state) }
        guard context.num < Self.blockLength, (context.Nl >> 3) % Self.blockLength == context.num else { return nil }
        guard context.isOfThisAlgorithm else { return nil }
    }

    package var state: [UInt8] {
        withUnsafeBytes(of: context) { Array($0) }
    }

    package mutating func update(_ buffer: ByteBuffer) {
        buffer.withUnsafeReadableBytes { update($0) }
    }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress, bytes.count > 0 else { return }
        context.add(start, count: bytes.count)
    }

    package mutating func update(_ bytes: some Sequence<UInt8>) {
        let done: Void? = bytes.withContiguousStorageIfAvailable { update(UnsafeRawBufferPointer($0)) }
        if done == nil { Array(bytes).withUnsafeBytes { update($0) } }
    }

    /// The digest of everything so far; more may still be added afterwards.
    package func finalized() -> [UInt8] {
        var copy = context
        var digest = [UInt8](repeating: 0, count: Self.digestLength)
        copy.finish(&digest)
        return digest
    }
}
