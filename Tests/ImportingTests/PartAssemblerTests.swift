import Digests
import Domain
import Importing
import NIOCore
import TestSupport
import Testing

struct PartAssemblerTests {
    @Test(arguments: [0, 1, 9, 10, 11, 30, 37], [1, 3, 10, 64])
    func `any slicing gives the same parts`(size: Int, slice: Int) {
        let bytes = DeterministicBytes.make(size)
        var assembler = PartAssembler(partSize: 10, size: Int64(size), hasher: FileHasher())
        var parts: [PartAssembler.Part] = []
        for start in stride(from: 0, to: size, by: slice) {
            parts += assembler.append(ByteBuffer(bytes: bytes[start..<min(size, start + slice)]))
        }
        if let last = assembler.finish() { parts.append(last) }
        #expect(parts.map(\.number) == Array(1..<((size + 9) / 10 + 1)))
        #expect(parts.dropLast().allSatisfy { $0.length == 10 })
        #expect(parts.flatMap { ($0.bytes ?? []).flatMap { Array($0.readableBytesView) } } == bytes)
        #expect(parts.allSatisfy { $0.hashAtEnd.position == min(Int64(size), Int64($0.number) * 10) })
        #expect(parts.allSatisfy { $0.crc32c == crc($0.bytes ?? []) })
        #expect(assembler.finish() == nil)
    }

    @Test(arguments: [1, 2, 3])
    func `a hash restored at a part's end goes on to the same digest`(number: Int) throws {
        let bytes = DeterministicBytes.make(37)
        var whole = PartAssembler(partSize: 10, size: 37, hasher: FileHasher(gitBlobSize: 37))
        let parts = whole.append(ByteBuffer(bytes: bytes))
        let state = parts[number - 1].hashAtEnd
        var rest = PartAssembler(partSize: 10, size: 37, hasher: try #require(FileHasher(restoring: state)))
        let others = rest.append(ByteBuffer(bytes: bytes[(number * 10)...]))
        #expect(others.map(\.crc32c) == parts.dropFirst(number).map(\.crc32c))
        #expect(rest.hasher.state == whole.hasher.state)
        #expect(rest.hasher.sha256Hex == whole.hasher.sha256Hex)
    }

    @Test func `parts that the store holds are hashed and not kept`() {
        var assembler = PartAssembler(partSize: 4, size: 10, hasher: FileHasher(), stored: [2])
        var parts = assembler.append(ByteBuffer(repeating: 7, count: 10))
        if let last = assembler.finish() { parts.append(last) }
        #expect(parts.map { $0.bytes?.reduce(0) { $0 + $1.readableBytes } } == [4, nil, 2])
        #expect(parts.map(\.length) == [4, 4, 2])
    }

    private func crc(_ buffers: [ByteBuffer]) -> UInt32 {
        var sum = CRC32C()
        for buffer in buffers { sum.update(buffer) }
        return sum.value
    }

    private static let partSizes: [(Int64?, Int64)] = [
        (nil, 8), (0, 8), (800, 8), (801, 262_144), (26_214_401, 524_288),
    ]

    @Test(arguments: partSizes)
    func `part sizes grow so that the parts are few enough`(size: Int64?, expected: Int64) {
        let store = ObjectStoreCapabilities(minimumPartSize: 5, maximumPartCount: 100, secondsBetweenWrites: 1)
        #expect(PartAssembler.partSize(for: size, preferred: 8, capabilities: store) == expected)
    }

    @Test func `the ledger moves over stored parts without a gap only`() {
        let states = (1...3).map { HashState(position: Int64($0) * 4, sha256: "", crc32c: 0, gitBlob: nil) }
        var ledger = FileLedger(partSize: 4)
        for number in 1...3 { ledger.hash(number, states[number - 1]) }
        ledger.store(UploadedPart(number: 2, size: 4, etag: "b"))
        #expect(ledger.safeBytes == 0)
        ledger.store(UploadedPart(number: 1, size: 4, etag: "a"))
        #expect(ledger.safeBytes == 8)
        ledger.store(UploadedPart(number: 3, size: 4, etag: "c"))
        #expect(ledger.safeBytes == 12)
        #expect(ledger.parts.map(\.etag) == ["a", "b", "c"])
    }
}
