import Domain
import Foundation
import Testing

@testable import Runtimes

@Suite struct DeviceReaderTests {
    /// A folder with a stand-in for the library, made by the C compiler of this machine, and one for the program.
    private static func with(
        library flags: [String] = [], program: String? = nil,
        _ body: (_ library: String, _ program: String) throws -> Void
    ) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "devices-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let library = folder.appending(path: "libnvidia-ml.so.1").path(percentEncoded: false)
        let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/fake-nvml.c").path(percentEncoded: false)
        let made = ShortProgram.wait(
            ["/usr/bin/env", "clang", "-shared", "-fPIC", "-o", library, source] + flags, seconds: 60
        )
        #expect(made.status == 0, "\(made.text)")
        let path = folder.appending(path: "nvidia-smi").path(percentEncoded: false)
        if let program {
            try Data("#!/bin/sh\n\(program)\n".utf8).write(to: URL(filePath: path))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
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
        let program = """
            case "$1" in
            --query-gpu=*) echo "0, GPU-cc, NVIDIA H100, 81559, 80000, [N/A], 33, 560.1" ;;
            *) echo "GPU-cc, 77, 1024"; echo "GPU-other, 78, 10" ;;
            esac
            """
        try Self.with(library: ["-DNO_DRIVER"], program: program) { library, program in
            let report = DeviceReader(sources: [.library(library), .program(program)]).read()
            #expect(report.source == "nvidia-smi")
            #expect(report.driver == "560.1")
            #expect(report.failures == ["NVML does not start: Driver Not Loaded"])
            #expect(
                report.devices == [
                    Device(
                        index: 0, uuid: "GPU-cc", name: "NVIDIA H100", memory: .mib(81559), free: .mib(80000),
                        utilization: nil, temperature: 33,
                        processes: [DeviceProcess(pid: 77, memory: .mib(1024))]
                    )
                ])
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
