/// CRC-32C eight bytes at a time by tables ("slicing by 8"), for processors without the instruction.
struct CRC32CTable: Sendable {
    static let shared = CRC32CTable()

    /// Eight tables of 256 entries, one after the other.
    private let entries: [UInt32]

    init() {
        var entries = [UInt32](repeating: 0, count: 8 * 256)
        for index in 0..<256 {
            var value = UInt32(index)
            for _ in 0..<8 { value = value & 1 == 1 ? (value >> 1) ^ CRC32C.polynomial : value >> 1 }
            entries[index] = value
        }
        for index in 256..<(8 * 256) {
            let before = entries[index - 256]
            entries[index] = (before >> 8) ^ entries[Int(before & 0xFF)]
        }
        self.entries = entries
    }

    /// The inner register of the sum (not complemented) after `bytes`.
    func update(_ register: UInt32, _ bytes: UnsafeRawBufferPointer) -> UInt32 {
        entries.withUnsafeBufferPointer { table in
            var crc = register
            var offset = 0
            while offset &+ 8 <= bytes.count {
                let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                let mixed = word ^ UInt64(crc)
                crc = 0
                for lane in 0..<8 {
                    let byte = Int(truncatingIfNeeded: (mixed >> UInt64(lane &* 8)) & 0xFF)
                    crc ^= table[(7 &- lane) &* 256 &+ byte]
                }
                offset &+= 8
            }
            while offset < bytes.count {
                crc = (crc >> 8) ^ table[Int((crc ^ UInt32(bytes[offset])) & 0xFF)]
                offset &+= 1
            }
            return crc
        }
    }
}
