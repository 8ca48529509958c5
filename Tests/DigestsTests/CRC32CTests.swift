import NIOCore
import TestSupport
import Testing

@testable import Digests

struct CRC32CTests {
    static let vectors: [(bytes: [UInt8], value: UInt32)] = [
        ([], 0),
        (Array("123456789".utf8), 0xE306_9283),
        ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
        ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
        (Array(0..<32), 0x46DD_794E),
        (Array((0..<32).reversed()), 0x113F_DB5C),
    ]

    @Test(arguments: vectors)
    func `it agrees with RFC 3720`(bytes: [UInt8], value: UInt32) {
        var sum = CRC32C()
        sum.update(bytes)
        #expect(sum.value == value)
    }

    @Test(arguments: vectors)
    func `the tables agree with RFC 3720`(bytes: [UInt8], value: UInt32) {
        #expect(~bytes.withUnsafeBytes { CRC32CTable.shared.update(~0, $0) } == value)
    }

    @Test(arguments: [0, 1, 7, 8, 9, 31, 32, 33, 500, 1003])
    func `pieces, tables and combination agree`(split: Int) {
        let bytes = (0..<1003).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ 3) }
        var whole = CRC32C()
        whole.update(ByteBuffer(bytes: bytes))
        var pieces = CRC32C()
        pieces.update(bytes[..<split])
        let first = pieces
        pieces.update(bytes[split...])
        #expect(pieces == whole)
        #expect(~bytes.withUnsafeBytes { CRC32CTable.shared.update(~0, $0) } == whole.value)
        var second = CRC32C()
        second.update(bytes[split...])
        let combined = CRC32C.combine(first.value, second.value, lengthOfB: Int64(bytes.count - split))
        #expect(combined == whole.value)
        var appended = first
        appended.append(second, length: Int64(bytes.count - split))
        #expect(appended == whole)
    }

    /// Around the lengths at which the hardware path changes its stride, at every alignment.
    @Test(arguments: [0, 1, 7, 8, 255, 256, 767, 768, 769, 4095, 4096, 12_287, 12_288, 12_289, 25_000, 61_441])
    func `lanes agree with the tables`(length: Int) {
        let bytes = DeterministicBytes.make(length + 8, seed: UInt64(length))
        for offset in 0..<8 {
            let slice = Array(bytes[offset..<(offset + length)])
            var sum = CRC32C(value: 0x1234_5678)
            sum.update(slice)
            #expect(~slice.withUnsafeBytes { CRC32CTable.shared.update(~0x1234_5678, $0) } == sum.value)
        }
    }

    @Test func `any split into pieces gives the same sum`() {
        var random = SystemRandomNumberGenerator()
        let bytes = DeterministicBytes.make(200_000, seed: 7)
        var whole = CRC32C()
        whole.update(bytes)
        for _ in 0..<20 {
            var pieces = CRC32C()
            var appended = CRC32C()
            var position = 0
            while position < bytes.count {
                let end = min(bytes.count, position + Int.random(in: 1...30_000, using: &random))
                pieces.update(bytes[position..<end])
                var piece = CRC32C()
                piece.update(bytes[position..<end])
                appended.append(piece, length: Int64(end - position))
                position = end
            }
            #expect(pieces == whole)
            #expect(appended == whole)
        }
    }

    @Test func `zeros of many gigabytes are combined at once`() {
        var byHand = CRC32C()
        byHand.update([UInt8](repeating: 0, count: 1 << 16))
        var combined = byHand.value
        var length: Int64 = 1 << 16
        while length < 1 << 40 {
            combined = CRC32C.combine(combined, combined, lengthOfB: length)
            length *= 2
        }
        let parts = CRC32C.combine(combined, byHand.value, lengthOfB: 1 << 16)
        #expect(parts == CRC32C.combine(byHand.value, combined, lengthOfB: 1 << 40))
    }

    @Test func `text form is base64 of big-endian bytes`() {
        #expect(CRC32C(value: 0xE306_9283).base64 == "4waSgw==")
        #expect(CRC32C().base64 == "AAAAAA==")
        #expect(CRC32C(base64: "4waSgw==")?.value == 0xE306_9283)
        #expect(CRC32C(base64: "4waS") == nil)
        #expect(CRC32C(base64: "not base64") == nil)
    }
}
