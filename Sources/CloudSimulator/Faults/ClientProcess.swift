import Foundation
import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The process of this machine that is at the other end of a connection, found in `/proc` (proc(5)); Linux only.
struct ClientProcess: Sendable {
    let id: Int32

    /// Nil where there is no `/proc`, and when the client has gone.
    init?(of channel: any Channel) {
        guard let port = channel.remoteAddress?.port, let here = channel.localAddress?.port,
            let inode = Self.inode(from: port, to: here), let id = Self.owner(of: inode)
        else { return nil }
        self.id = id
    }

    func kill() {
        #if canImport(Glibc)
        _ = Glibc.kill(id, SIGKILL)
        #elseif canImport(Musl)
        _ = Musl.kill(id, SIGKILL)
        #else
        _ = Darwin.kill(id, SIGKILL)
        #endif
    }

    /// The socket whose own port is `port` and that is connected to ours.
    private static func inode(from port: Int, to here: Int) -> Substring? {
        // By a handle: a file of proc has no size, and Foundation's whole-file reading stops after a page of it.
        guard let bytes = try? FileHandle(forReadingAtPath: "/proc/net/tcp")?.readToEnd() else { return nil }
        let table = String(decoding: bytes, as: UTF8.self)
        let (own, other) = (":" + hex(port), ":" + hex(here))
        for line in table.split(separator: "\n").dropFirst() {
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            guard fields.count > 9, fields[1].hasSuffix(own), fields[2].hasSuffix(other) else { continue }
            return fields[9]
        }
        return nil
    }

    private static func hex(_ port: Int) -> String {
        let digits = String(port, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    private static func owner(of inode: Substring) -> Int32? {
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: "/proc")) ?? [] {
            guard let id = Int32(name) else { continue }
            let folder = "/proc/\(name)/fd"
            for file in (try? files.contentsOfDirectory(atPath: folder)) ?? [] {
                if (try? files.destinationOfSymbolicLink(atPath: "\(folder)/\(file)")) == "socket:[\(inode)]" {
                    return id
                }
            }
        }
        return nil
    }
}
