import NIOCore
import Synchronization

/// Something that happens to a body on its way: a pace, a fault, a count. One value serves one body.
final class BodyEffect: Sendable {
    /// What becomes of a chunk: what is passed on, and whether the body breaks off after it.
    struct Outcome: Sendable {
        var chunk: ByteBuffer
        var breaksOff = false
    }

    private let body: @Sendable (_ chunk: ByteBuffer, _ offset: Int64) async throws -> Outcome
    private let offset = Mutex<Int64>(0)

    init(_ body: @escaping @Sendable (_ chunk: ByteBuffer, _ offset: Int64) async throws -> Outcome) {
        self.body = body
    }

    convenience init(fault action: FaultAction) {
        let position = action.bytes ?? 0
        switch action.kind {
        case .truncate:
            self.init { chunk, offset in
                let left = position - offset
                guard left < Int64(chunk.readableBytes) else { return Outcome(chunk: chunk) }
                return Outcome(
                    chunk: chunk.getSlice(at: chunk.readerIndex, length: Int(max(0, left))) ?? ByteBuffer(),
                    breaksOff: true)
            }
        case .stall:
            let pause = Duration.seconds(action.seconds ?? 1)
            self.init { chunk, offset in
                if (offset..<offset + Int64(max(1, chunk.readableBytes))).contains(position) {
                    try await Task.sleep(for: pause)
                }
                return Outcome(chunk: chunk)
            }
        case .drip:
            let rate = Double(max(1, position))
            self.init { chunk, _ in
                try await Task.sleep(for: .seconds(Double(chunk.readableBytes) / rate))
                return Outcome(chunk: chunk)
            }
        default:
            self.init { chunk, offset in
                let index = position - offset
                guard index >= 0, index < Int64(chunk.readableBytes) else { return Outcome(chunk: chunk) }
                var changed = chunk
                let place = changed.readerIndex + Int(index)
                if let byte = changed.getInteger(at: place, as: UInt8.self) {
                    changed.setInteger(~byte, at: place)
                }
                return Outcome(chunk: changed)
            }
        }
    }

    /// Runs `event` in the place of everything from byte `position` on.
    convenience init(breakingOffAt position: Int64, _ event: @escaping @Sendable () -> Void) {
        self.init { chunk, offset in
            let left = position - offset
            guard left < Int64(chunk.readableBytes) else { return Outcome(chunk: chunk) }
            event()
            throw ConnectionCut()
        }
    }

    func apply(to chunk: ByteBuffer) async throws -> Outcome {
        let start = offset.withLock { offset in
            defer { offset += Int64(chunk.readableBytes) }
            return offset
        }
        return try await body(chunk, start)
    }
}
