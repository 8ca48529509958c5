import NIOCore
import Testing

@testable import CloudSimulator

struct GeneratedFileTests {
    private let file = GeneratedFile(head: [1, 2, 3, 4, 5, 6, 7, 8], size: 3_000_001, seed: 42)

    @Test(arguments: [0..<16, 3..<5, 4090..<4100, 1_048_570..<1_048_590, 2_999_990..<3_000_001] as [Range<Int64>])
    func `a range has the bytes that the whole has there`(range: Range<Int64>) {
        let whole = file.bytes(in: 0..<file.size)
        let part = file.bytes(in: range)
        #expect(part == whole.getSlice(at: Int(range.lowerBound), length: range.count))
    }

    @Test func `the head comes first and the end is cut`() {
        #expect(file.bytes(in: 0..<8) == ByteBuffer(bytes: [1, 2, 3, 4, 5, 6, 7, 8]))
        #expect(file.bytes(in: 2_999_999..<9_000_000).readableBytes == 2)
    }

    @Test func `the same seed gives the same bytes and another seed gives others`() {
        let again = GeneratedFile(head: file.head, size: file.size, seed: 42)
        let other = GeneratedFile(head: file.head, size: file.size, seed: 43)
        #expect(again.bytes(in: 0..<9000) == file.bytes(in: 0..<9000))
        #expect(other.bytes(in: 4096..<9000) != file.bytes(in: 4096..<9000))
    }

    @Test func `two mebibytes in a row differ`() {
        let first = file.bytes(in: 4096..<8192)
        let second = file.bytes(in: 4096 + 1_048_576..<8192 + 1_048_576)
        #expect(first != second)
    }
}
