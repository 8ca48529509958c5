import Domain
import Foundation

/// The machine's memory, which is also the memory of a GPU that has none of its own (DGX Spark, Jetson).
enum SharedMemory {
    static var total: ByteCount { field("MemTotal:") ?? ByteCount(Int64(ProcessInfo.processInfo.physicalMemory)) }

    /// What programs can take without swapping; zero where the system does not tell: nothing is placed there by chance.
    static var free: ByteCount { available ?? 0 }

    /// nil when the system does not tell.
    static var available: ByteCount? { field("MemAvailable:") }

    /// A field of proc(5)'s `/proc/meminfo`.
    private static func field(_ name: String) -> ByteCount? {
        guard let data = FileManager.default.contents(atPath: "/proc/meminfo") else { return nil }
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n") where line.hasPrefix(name) {
            return line.split(separator: " ").dropFirst().first.flatMap { Int64($0) }.map { .kib($0) }
        }
        return nil
    }
}
