import Foundation
import Synchronization

/// A third party's real server, started on a free port of the loopback interface and ended with the test.
package final class PeerProgram: Sendable {
    /// Why there is no peer to test with, and what to do about it.
    package struct Missing: Error, CustomStringConvertible {
        package var description: String

        package init(description: String) { self.description = description }
    }

    package let port: Int
    private let processID: Int32
    private let isRunning = Atomic(true)

    /// - Parameters:
    ///   - install: the command that puts the program there, for the message when it is missing.
    ///   - arguments: made for the port that was found free.
    package init(_ program: String, install: String, arguments: (Int) throws -> [String]) throws {
        guard FileManager.default.isExecutableFile(atPath: program) else {
            throw Missing(description: "\(program) is missing. Install it: \(install)")
        }
        port = Self.freePort()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = try arguments(port)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        processID = process.processIdentifier
    }

    deinit { stop() }

    /// Starts the program, waits until it accepts connections, and ends it when `body` is over.
    package static func with(
        _ program: String, install: String, arguments: (Int) throws -> [String],
        _ body: (PeerProgram) async throws -> Void
    ) async throws {
        let peer = try PeerProgram(program, install: install, arguments: arguments)
        defer { peer.stop() }
        try await peer.waitUntilReady()
        try await body(peer)
    }

    /// Ends the program at once (SIGKILL), as a power cut would.
    package func stop() {
        // A process that has ended is a zombie until Foundation has collected it: its id cannot be somebody else's.
        guard isRunning.exchange(false, ordering: .relaxed) else { return }
        kill(processID, SIGKILL)
    }

    /// `http://127.0.0.1:PORT`
    package var base: String { "http://127.0.0.1:\(port)" }

    /// Where `.build/peers/NAME` is, or below `LLM_PEERS_VENV`.
    package static func path(_ name: String) -> String {
        let root = ProcessInfo.processInfo.environment["LLM_PEERS_VENV"] ?? ".build/peers"
        return "\(root)/\(name)"
    }

    /// The folder of a Python package in `.build/peers/NAME`.
    package static func package(_ peer: String, _ package: String) throws -> String {
        let home = path(peer) + "/lib"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: home)) ?? []
        let found = versions.sorted().map { "\(home)/\($0)/site-packages/\(package)" }
            .first { FileManager.default.fileExists(atPath: $0) }
        guard let found else {
            throw Missing(description: "\(package) is missing in \(home). Install it: scripts/venv.sh \(peer)")
        }
        return found
    }

    /// Asks until the port accepts a connection; a program that has not come up within two minutes has failed.
    package func waitUntilReady() async throws {
        let deadline = ContinuousClock.now + .seconds(120)
        while !Self.accepts(port) {
            guard ContinuousClock.now < deadline else { throw Missing(description: "port \(port) stays closed") }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private static func address(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return address
    }

    private static func socketDescriptor() -> Int32 {
        #if canImport(Darwin)
        socket(AF_INET, SOCK_STREAM, 0)
        #else
        socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
    }

    private static func accepts(_ port: Int) -> Bool {
        let descriptor = socketDescriptor()
        defer { close(descriptor) }
        var address = address(port)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func freePort() -> Int {
        let descriptor = socketDescriptor()
        defer { close(descriptor) }
        var address = address(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(descriptor, $0, length)
                _ = getsockname(descriptor, $0, &length)
            }
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
