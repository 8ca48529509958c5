/// A number of bytes. Shown in decimal units, as the hubs do; memory has ``binaryText``, as Cloud Run does.
package struct ByteCount: Sendable, Hashable, Codable, Comparable, CustomStringConvertible,
    ExpressibleByIntegerLiteral
{
    package var bytes: Int64

    package init(_ bytes: Int64) { self.bytes = bytes }
    package init(integerLiteral value: Int64) { bytes = value }
    package init(from decoder: any Decoder) throws { bytes = try decoder.singleValueContainer().decode(Int64.self) }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(bytes)
    }

    package static func kib(_ count: Int64) -> ByteCount { ByteCount(count << 10) }
    package static func mib(_ count: Int64) -> ByteCount { ByteCount(count << 20) }
    package static func gib(_ count: Int64) -> ByteCount { ByteCount(count << 30) }

    package static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }
    package static func + (left: ByteCount, right: ByteCount) -> ByteCount { ByteCount(left.bytes + right.bytes) }
    package static func - (left: ByteCount, right: ByteCount) -> ByteCount { ByteCount(left.bytes - right.bytes) }

    /// `"90.9 MB"`: decimal units, one decimal from kB on.
    package var description: String { scaled(by: 1000, units: ["B", "kB", "MB", "GB", "TB", "PB"]) }

    /// `"16.0 GiB"`: binary units, one decimal from KiB on.
    package var binaryText: String { scaled(by: 1024, units: ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]) }

    private func scaled(by step: Double, units: [String]) -> String {
        var value = Double(bytes)
        var unit = 0
        while abs(value) >= step, unit < units.count - 1 {
            value /= step
            unit += 1
        }
        guard unit > 0 else { return "\(bytes) B" }
        let tenths = (value * 10).rounded()
        return "\(Int64(tenths) / 10).\(abs(Int64(tenths)) % 10) \(units[unit])"
    }
}
