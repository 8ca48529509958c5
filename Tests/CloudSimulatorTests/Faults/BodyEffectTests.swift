import NIOCore
import Testing

@testable import CloudSimulator

struct BodyEffectTests {
    private func pass(_ chunks: [String], through action: FaultAction) async throws -> (text: [UInt8], broken: Bool) {
        let effect = BodyEffect(fault: action)
        var bytes: [UInt8] = []
        for chunk in chunks {
            let outcome = try await effect.apply(to: ByteBuffer(string: chunk))
            bytes += Array(outcome.chunk.readableBytesView)
            if outcome.breaksOff { return (bytes, true) }
        }
        return (bytes, false)
    }

    @Test(arguments: [(0, 0), (3, 3), (4, 4), (7, 7), (8, 8)])
    func `a truncated body ends after exactly so many bytes`(limit: Int64, expected: Int) async throws {
        let result = try await pass(["abcd", "efgh"], through: FaultAction(.truncate, bytes: limit))
        #expect(result.text == Array("abcdefgh".utf8.prefix(expected)))
        #expect(result.broken == (limit < 8))
    }

    @Test(arguments: 0..<8) func `one byte is corrupted, whatever chunk it is in`(offset: Int) async throws {
        let result = try await pass(["abc", "", "defgh"], through: FaultAction(.corrupt, bytes: Int64(offset)))
        let differing = zip(result.text, Array("abcdefgh".utf8)).enumerated().filter { $0.element.0 != $0.element.1 }
        #expect(differing.map(\.offset) == [offset])
    }
}
