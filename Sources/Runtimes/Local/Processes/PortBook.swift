import Domain
import Foundation

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Ports of the loopback interface for engines: below those that the system gives to outgoing connections, so that the
/// port of a stopped service is not taken by chance.
enum PortBook {
    static let range = 20_000..<30_000

    /// A port that nobody listens on at this moment and that no service remembers.
    /// - Throws: `unavailable` when there is none.
    static func take(besides remembered: Set<Int>) throws(Problem) -> Int {
        let start = Int.random(in: range)
        for step in 0..<range.count {
            let port = range.lowerBound + (start - range.lowerBound + step) % range.count
            if !remembered.contains(port), isFree(port) { return port }
        }
        throw Problem(
            .unavailable, "No free port",
            detail: "every port from \(range.lowerBound) to \(range.upperBound - 1) is in use",
            fix: "Delete services, or end programs that listen on these ports."
        )
    }

    /// Whether an engine could listen there.
    static func isFree(_ port: Int) -> Bool { attempt(port) { bind($0, $1, $2) == 0 } }

    /// Whether somebody listens there.
    static func isListening(_ port: Int) -> Bool { attempt(port) { connect($0, $1, $2) == 0 } }

    private static func attempt(
        _ port: Int, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Bool
    ) -> Bool {
        #if canImport(Glibc)
        let stream = Int32(SOCK_STREAM.rawValue)
        #else
        let stream = SOCK_STREAM
        #endif
        let handle = socket(AF_INET, stream, 0)
        guard handle >= 0 else { return false }
        defer { close(handle) }
        var yes: Int32 = 1
        setsockopt(handle, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body(handle, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
