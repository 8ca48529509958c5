import Domain
import Importing
import NIOCore
import TestSupport
import Testing

struct TransferWindowTests {
    private static let part: Int64 = 16

    /// A whole file through the window: arrivals come in any order, in pieces, within budget and distance.
    @Test(arguments: 0..<200)
    func `whatever comes in whatever order is handed on in order`(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let size = Int64.random(in: 1...400, using: &random)
        let start = Int64.random(in: 0..<size, using: &random) / Self.part * Self.part
        let chunk = Int64.random(in: 1...40, using: &random)
        let ahead = Int64.random(in: 1...120, using: &random)
        let bytes = DeterministicBytes.make(Int(size), seed: UInt64(seed))
        var window = TransferWindow(position: start, size: size)
        var missing: [Range<Int64>: Int64] = [:]
        var out = Array(bytes[..<Int(start)])
        while !window.isFinished {
            if Bool.random(using: &random), let grant = window.nextReservation(partSize: Self.part, chunk: chunk) {
                #expect(window.granted + grant == size || (window.granted + grant) % Self.part == 0)
                window.grant(grant)
            }
            if Bool.random(using: &random), let range = window.nextFetch(chunk: chunk, ahead: ahead) {
                #expect(range.upperBound <= window.granted && Int64(range.count) <= chunk)
                #expect(window.bytesInFlight <= max(ahead, Int64(range.count)))
                missing[range] = range.lowerBound
            }
            let open = missing.keys.sorted { $0.lowerBound < $1.lowerBound }
            if let range = open.randomElement(using: &random), let position = missing[range] {
                let end = Int64.random(in: position...range.upperBound, using: &random)
                try window.receive(ByteBuffer(bytes: bytes[Int(position)..<Int(end)]), at: range.lowerBound)
                #expect(window.position(of: range.lowerBound) == end)
                missing[range] = end < range.upperBound ? end : nil
            }
            #expect(window.open == missing.count)
            if Bool.random(using: &random) {
                for buffer in window.takeReady() ?? [] { out += Array(buffer.readableBytesView) }
            }
        }
        #expect(out == bytes)
        #expect(window.isAsked && window.bytesInFlight == 0 && missing.isEmpty)
    }

    @Test func `the front range is handed on while it still comes`() throws {
        var window = TransferWindow(size: 100)
        window.grant(100)
        _ = window.nextFetch(chunk: 50, ahead: 100)
        _ = window.nextFetch(chunk: 50, ahead: 100)
        var taken: [Int?] = []
        try window.receive(ByteBuffer(repeating: 2, count: 50), at: 50)
        taken.append(window.takeReady()?.count)
        try window.receive(ByteBuffer(repeating: 1, count: 10), at: 0)
        taken.append(window.takeReady()?.count)
        #expect(window.cursor == 10)
        try window.receive(ByteBuffer(repeating: 1, count: 40), at: 0)
        taken.append(window.takeReady()?.count)
        #expect(taken == [nil, 1, 2])
        #expect(window.isFinished)
    }

    @Test func `one range may be asked for however far the distance, and no second one`() {
        var window = TransferWindow(size: 100)
        window.grant(100)
        let first = window.nextFetch(chunk: 60, ahead: 1)
        let second = window.nextFetch(chunk: 60, ahead: 1)
        #expect(first == 0..<60)
        #expect(second == nil)
    }

    @Test func `more than was asked for is refused`() throws {
        var window = TransferWindow(size: 100)
        window.grant(100)
        _ = window.nextFetch(chunk: 10, ahead: 100)
        for (count, start) in [(11, Int64(0)), (1, 10)] {
            let refused = Result { () throws(Problem) in
                try window.receive(ByteBuffer(repeating: 0, count: count), at: start)
            }
            #expect(throws: Problem.self) { try refused.get() }
        }
    }

    @Test func `an empty file is finished before it begins`() {
        var window = TransferWindow(size: 0)
        #expect(window.isFinished && window.isAsked)
        #expect(window.nextReservation(partSize: 8, chunk: 8) == nil)
        let range = window.nextFetch(chunk: 8, ahead: 8)
        #expect(range == nil)
    }
}
