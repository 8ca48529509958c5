import Domain
import Importing
import NIOCore
import Testing

struct TransferWindowTests {
    private func buffers(_ range: Range<Int64>) -> [ByteBuffer] {
        [ByteBuffer(bytes: range.map { UInt8(truncatingIfNeeded: $0) })]
    }

    @Test(arguments: [1, 7, 10, 23, 100], [1, 3, 8])
    func `chunks that come in reverse are handed on in order`(size: Int64, connections: Int) throws {
        var window = TransferWindow(size: size, chunkSize: 4, connections: connections)
        var out: [UInt8] = []
        while !window.isFinished {
            while let bytes = window.nextReservation(partSize: 8) { window.grant(bytes) }
            var asked: [Range<Int64>] = []
            while let range = window.nextFetch() { asked.append(range) }
            #expect(asked.count <= connections && !asked.isEmpty)
            for range in asked.reversed() { try window.receive(range, buffers(range)) }
            while let ready = window.takeReady() { for buffer in ready { out += Array(buffer.readableBytesView) } }
        }
        #expect(out == (0..<size).map { UInt8(truncatingIfNeeded: $0) })
        #expect(window.bytesInFlight == 0)
    }

    @Test func `nothing is asked for beyond what the budget granted`() {
        var window = TransferWindow(size: 100, chunkSize: 4, connections: 50)
        #expect(window.nextFetch() == nil)
        #expect(window.nextReservation(partSize: 10) == 10)
        window.grant(10)
        var asked: [Range<Int64>] = []
        while let range = window.nextFetch() { asked.append(range) }
        #expect(asked == [0..<4, 4..<8, 8..<10])
        #expect(window.bytesInFlight == 10)
    }

    @Test func `a resumed window begins at its position and reserves whole parts`() {
        var window = TransferWindow(position: 20, size: 33, chunkSize: 10, connections: 2)
        #expect(window.nextReservation(partSize: 10) == 10)
        window.grant(10)
        #expect(window.nextReservation(partSize: 10) == nil)
        #expect(window.nextFetch() == 20..<30)
        #expect(window.nextReservation(partSize: 10) == 3)
        window.grant(3)
        #expect(window.nextFetch() == 30..<33)
        #expect(window.nextReservation(partSize: 10) == nil)
    }

    @Test(arguments: [3, 5])
    func `an answer of another length is truncated`(length: Int64) throws {
        var window = TransferWindow(size: 8, chunkSize: 4, connections: 1)
        window.grant(8)
        let asked = window.nextFetch()
        let range = try #require(asked)
        let chunk = buffers(0..<length)
        let problem = #expect(throws: Problem.self) { try window.receive(range, chunk) }
        #expect(problem?.code == .truncated)
    }
}
