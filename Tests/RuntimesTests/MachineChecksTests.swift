import Domain
import Foundation
import Testing

@testable import Runtimes

@Suite struct MachineChecksTests {
    /// The line about the card, on a file system that holds these files.
    private static func card(_ files: [String: String]) throws -> ProjectCheck {
        let root = FileManager.default.temporaryDirectory.appending(path: "machine-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        for (path, text) in files {
            let file = root.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        let none = DeviceReport(source: nil, driver: nil, devices: [], failures: ["no library"])
        return MachineChecks(
            devices: none, engines: [], orphans: [], containers: nil, root: root.path(percentEncoded: false)
        ).card
    }

    private static let bus = [
        "sys/bus/pci/devices/0000:01:00.0/vendor": "0x10de\n", "sys/bus/pci/devices/0000:01:00.0/class": "0x030200\n",
    ]

    @Test func `without a card there is nothing to mend`() throws {
        let line = try Self.card(["sys/bus/pci/devices/0000:00:02.0/vendor": "0x8086\n"])
        #expect(line.state == .warning)
        #expect(line.command == nil)
    }

    @Test func `a card without its driver names the driver's package`() throws {
        let line = try Self.card(Self.bus.merging(["usr/bin/apt-get": ""]) { $1 })
        #expect(line.state == .missing)
        #expect(line.command?.contains("nvidia-driver") == true)
        #expect(line.detail.contains("no library"))
    }

    @Test func `a container that was started without its cards is told apart`() throws {
        let line = try Self.card(Self.bus.merging(["proc/driver/nvidia/version": "550", ".dockerenv": ""]) { $1 })
        #expect(line.command?.contains("--gpus all") == true)
    }

    @Test func `a driver that does not answer is named by what it said`() throws {
        let line = try Self.card(
            Self.bus.merging(["proc/driver/nvidia/version": "550", "dev/nvidiactl": ""]) { $1 })
        #expect(line.state == .missing)
        #expect(line.detail.contains("does not answer"))
    }
}
