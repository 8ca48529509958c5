import Domain
import Foundation
import Testing

@testable import Runtimes

@Suite struct DeviceReaderTests {
    /// A folder with a stand-in for the library, made by the C compiler of this machine, and one for the program.
    private static func with(
        library flags: [String] = [], program mood: String? = nil,
        _ body: (_ library: String, _ program: String) throws -> Void
    ) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "devices-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let library = folder.appending(path: "libnvidia-ml.so.1").path(percentEncoded: false)
        let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures")
        let source = fixtures.appending(path: "fake-nvml.c").path(percentEncoded: false)
        let made = ShortProgram.wait(
            ["/usr/bin/env", "clang", "-shared", "-fPIC", "-Wall", "-Werror", "-o", library, source] + flags,
            seconds: 60
        )
        #expect(made.status == 0, "\(made.text)")
        let path = folder.appending(path: "nvidia-smi").path(percentEncoded: false)
        if let mood {
            try Data(mood.utf8).write(to: folder.appending(path: "mood"))
            try FileManager.default.copyItem(
                atPath: fixtures.appending(path: "fake-nvidia-smi.py").path(percentEncoded: false), toPath: path)
        }
        try body(library, path)
    }

    @Test func `NVML tells every card, and what it does not tell stays unknown`() throws {
        try Self.with { library, program in
            let report = DeviceReader(sources: [.library(library), .program(program)]).read()
            #expect(report.source == "NVML")
            #expect(report.driver == "550.54.15")
            #expect(report.failures == [])
            #expect(
                report.devices == [
                    Device(
                        index: 0, uuid: "GPU-aaaa", name: "NVIDIA L4", memory: .gib(24), free: .gib(20),
                        utilization: 37,
                        temperature: 61,
                        processes: [DeviceProcess(pid: 4242, memory: .gib(3)), DeviceProcess(pid: 4343, memory: nil)]
                    ),
                    Device(
                        index: 1, uuid: "GPU-bbbb", name: "NVIDIA RTX A2000", memory: .gib(12), free: .gib(11),
                        utilization: nil, temperature: 45, processes: []
                    ),
                ])
        }
    }

    @Test func `where NVML does not start nvidia-smi is asked`() throws {
        try Self.with(library: ["-DNO_DRIVER"], program: "ok") { library, program in
            let report = DeviceReader(sources: [.library(library), .program(program)]).read()
            #expect(report.source == "nvidia-smi")
            #expect(report.driver == "550.54.15")
            #expect(report.failures == ["NVML does not start: Driver Not Loaded"])
            #expect(
                report.devices == [
                    Device(
                        index: 0, uuid: "GPU-aaaa", name: "NVIDIA L4", memory: .mib(23034), free: .mib(18800),
                        utilization: 37, temperature: 61,
                        processes: [
                            DeviceProcess(pid: 4242, memory: .mib(3072)), DeviceProcess(pid: 4343, memory: nil),
                        ]
                    ),
                    Device(
                        index: 1, uuid: "GPU-bbbb", name: "NVIDIA RTX A2000", memory: .mib(12282), free: .mib(11900),
                        utilization: nil, temperature: 45, processes: []
                    ),
                ])
        }
    }

    @Test(arguments: [(["-DMISMATCH"], "mismatch", "version mismatch"), (["-DNO_DRIVER"], "no-driver", "ended with 9")])
    func `when both refuse, both reasons are told`(flags: [String], mood: String, reason: String) throws {
        try Self.with(library: flags, program: mood) { library, program in
            let report = DeviceReader(sources: [.library(library), .program(program)]).read()
            #expect(report.devices == [] && report.source == nil)
            #expect(report.failures.count == 2)
            #expect(report.failures.contains { $0.contains(reason) })
        }
    }

    @Test func `a card that may not be opened, or is lost, hides no other`() throws {
        try Self.with(library: ["-DFORBIDDEN"]) { library, _ in
            let report = DeviceReader(sources: [.library(library)]).read()
            #expect(report.devices.map(\.uuid) == ["GPU-bbbb"])
            // CUDA counts from 0 among those that it can use.
            #expect(report.devices.map(\.index) == [0])
            #expect(report.failures == ["NVML does not open device 0: Insufficient Permissions"])
        }
        try Self.with(library: ["-DLOST"], program: "lost") { library, program in
            let report = DeviceReader(sources: [.library(library)]).read()
            #expect(report.devices.map(\.uuid) == ["GPU-aaaa"])
            let other = DeviceReader(sources: [.program(program)]).read()
            #expect(other.devices.map(\.uuid) == ["GPU-aaaa"])
            #expect(other.failures.first?.contains("[GPU is lost]") == true)
        }
    }

    @Test func `a card without memory of its own shares the machine's`() throws {
        try Self.with(library: ["-DSHARED"], program: "shared") { library, program in
            for source in [DeviceReader.Source.library(library), .program(program)] {
                let device = try #require(DeviceReader(sources: [source]).read().devices.first)
                #expect(device.memory == SharedMemory.total)
                #expect(device.free > 0 && device.free < device.memory)
            }
        }
    }

    @Test func `more programs than we list are unknown, an older library's list is read`() throws {
        try Self.with(library: ["-DMANY=65"]) { library, _ in
            #expect(DeviceReader(sources: [.library(library)]).read().devices.first?.processes == nil)
        }
        try Self.with(library: ["-DOLD"]) { library, _ in
            #expect(DeviceReader(sources: [.library(library)]).read().devices.first?.processes?.count == 2)
        }
    }

    @Test func `a driver without a card tells none`() throws {
        try Self.with(library: ["-DNO_DEVICES"], program: "none") { library, program in
            let report = DeviceReader(sources: [.library(library), .program(program)]).read()
            #expect(report.devices == [] && report.source == "NVML" && report.driver == "550.54.15")
        }
    }

    @Test func `without either there is no card, and the reasons are kept`() {
        let report = DeviceReader(sources: [.library("/nonexistent.so"), .program("/nonexistent")]).read()
        #expect(report.source == nil)
        #expect(report.devices == [])
        #expect(report.failures.count == 2)
        #expect(report.failures.last == "/nonexistent is not there")
    }

    @Test func `a program that prints something else is no source`() {
        #expect(throws: DeviceFailure.self) {
            try SMIReader.report(gpus: "No devices were found", programs: nil, by: "nvidia-smi")
        }
    }
}
