package import NIOCore

/// Bytes that look random and are the same on every machine: byte `i` depends on the seed and on `i` alone.
package enum DeterministicBytes {
    /// - Parameter from: the first byte's index, so that a part can be made without what comes before.
    package static func make(_ count: Int, seed: UInt64 = 1, from: Int64 = 0) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for index in 0..<count {
            let position = UInt64(from) + UInt64(index)
            let word = mix(seed &* 0x9E37_79B9_7F4A_7C15 &+ (position >> 3))
            bytes.append(UInt8(truncatingIfNeeded: word >> ((position & 7) * 8)))
        }
        return bytes
    }

    package static func buffer(_ count: Int, seed: UInt64 = 1) -> ByteBuffer {
        ByteBuffer(bytes: make(count, seed: seed))
    }

    /// The finaliser of SplitMix64.
    private static func mix(_ input: UInt64) -> UInt64 {
        var word = input &+ 0x9E37_79B9_7F4A_7C15
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
