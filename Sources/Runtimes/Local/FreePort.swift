import Domain
import Foundation

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A port of the loopback interface that nobody listens on at this moment.
enum FreePort {
    static func find() throws(Problem) -> Int {
        #if canImport(Glibc)
        let stream = Int32(SOCK_STREAM.rawValue)
        #else
        let stream = SOCK_STREAM
        #endif
        let handle = socket(AF_INET, stream, 0)
        guard handle >= 0 else { throw problem() }
        defer { close(handle) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(handle, generic, length) == 0 ? getsockname(handle, generic, &length) : -1
            }
        }
        guard status == 0 else { throw problem() }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func problem() -> Problem {
        Problem(
            .unavailable, "No free port", detail: "The system gave none: \(String(cString: strerror(errno)))",
            isRetryable: true
        )
    }
}
