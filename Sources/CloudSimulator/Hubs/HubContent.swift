import Foundation
import Hummingbird
import NIOCore

/// The bytes of one file that a hub serves.
enum HubContent: Sendable, Hashable {
    case file(path: String, size: Int64, modified: Date)
    case generated(GeneratedFile)

    /// Bytes that are in memory at a time while a file is read or sent.
    static let chunk: Int64 = 256 * 1024

    var size: Int64 {
        switch self {
        case .file(_, let size, _): size
        case .generated(let file): file.size
        }
    }

    /// Names these very bytes, for a cache of digests: another file, or the same one changed, has another key.
    var key: String {
        switch self {
        case .file(let path, let size, let modified): "\(path)|\(size)|\(modified.timeIntervalSince1970)"
        case .generated(let file): "generated|\(file.size)|\(file.seed)|\(file.head.hashText)"
        }
    }

    /// Hands the content over, piece by piece and in order.
    ///
    /// Reads from the disk block: call it off the event loop.
    func forEachChunk(_ body: (ByteBuffer) throws -> Void) throws {
        switch self {
        case .file(let path, _, _):
            let handle = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? handle.close() }
            while let data = try handle.read(upToCount: Int(Self.chunk)), !data.isEmpty {
                try body(ByteBuffer(bytes: data))
            }
        case .generated(let file):
            for start in stride(from: Int64(0), to: file.size, by: Int64.Stride(Self.chunk)) {
                try body(file.bytes(in: start..<min(start + Self.chunk, file.size)))
            }
        }
    }

    /// A body that sends a range, never more than a chunk in memory.
    func body(_ range: Range<Int64>, context: some RequestContext) async throws -> ResponseBody {
        guard !range.isEmpty else { return ResponseBody() }
        switch self {
        case .file(let path, _, _):
            return try await FileIO().loadFile(
                path: path,
                range: Int(range.lowerBound)...Int(range.upperBound - 1),
                context: context,
                chunkLength: Int(Self.chunk)
            )
        case .generated(let file):
            return ResponseBody(contentLength: range.count) { writer in
                for start in stride(from: range.lowerBound, to: range.upperBound, by: Int64.Stride(Self.chunk)) {
                    try await writer.write(file.bytes(in: start..<min(start + Self.chunk, range.upperBound)))
                }
                try await writer.finish(nil)
            }
        }
    }
}

extension [UInt8] {
    /// A short text that differs where the bytes differ (FNV-1a): a key of a cache, no digest.
    fileprivate var hashText: String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in self {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        }
        return String(hash, radix: 16)
    }
}
