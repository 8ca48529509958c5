import NIOCore

/// A file of any size that takes no disk: every byte follows from the seed, wherever one begins to read.
///
/// The content is one fixed mebibyte of noise over and over, with eight bytes at the begin of every page that depend
/// on the seed and the page's number. So it costs little to make, and a page in the wrong place changes every digest.
struct GeneratedFile: Sendable, Hashable {
    /// Bytes before the generated ones: the header of a safetensors file, for example.
    let head: [UInt8]
    let size: Int64
    let seed: UInt64

    private static let pageSize = 4096
    private static let noisePages = 256

    private static let noise: [UInt8] = {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(pageSize * noisePages)
        for word in 0..<UInt64(pageSize * noisePages / 8) {
            withUnsafeBytes(of: mix(word).littleEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }()

    /// SplitMix64's output function: every bit of the number moves every bit of the result.
    static func mix(_ number: UInt64) -> UInt64 {
        var value = number &+ 0x9E37_79B9_7F4A_7C15
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// The bytes of a range, cut at the end of the file.
    func bytes(in range: Range<Int64>) -> ByteBuffer {
        let range = range.clamped(to: 0..<size)
        var buffer = ByteBuffer()
        buffer.reserveCapacity(range.count)
        var position = range.lowerBound
        if position < Int64(head.count) {
            let end = min(range.upperBound, Int64(head.count))
            buffer.writeBytes(head[Int(position)..<Int(end)])
            position = end
        }
        while position < range.upperBound {
            let number = position / Int64(Self.pageSize)
            let start = number * Int64(Self.pageSize)
            let wanted = Int(position - start)..<Int(min(start + Int64(Self.pageSize), range.upperBound) - start)
            var page = page(number)
            page.moveReaderIndex(to: wanted.lowerBound)
            page.moveWriterIndex(to: wanted.upperBound)
            buffer.writeBuffer(&page)
            position = start + Int64(wanted.upperBound)
        }
        return buffer
    }

    private func page(_ number: Int64) -> ByteBuffer {
        let start = Int(number % Int64(Self.noisePages)) * Self.pageSize
        var page = ByteBuffer(bytes: Self.noise[start..<start + Self.pageSize])
        page.setInteger(Self.mix(seed ^ UInt64(number)), at: 0, endianness: .little)
        return page
    }
}
