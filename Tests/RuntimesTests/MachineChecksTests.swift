import Domain
import Foundation
import Testing

@testable import Runtimes

@Suite struct MachineChecksTests {
    /// The line about the card, on a file system that holds these files.
    private static func card(
        _ files: [String: String], links: [String: String] = [:], failures: [String] = ["no library"]
    ) throws -> ProjectCheck {
        let root = FileManager.default.temporaryDirectory.appending(path: "machine-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        for (path, text) in files {
            let file = root.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        for (path, destination) in links {
            try FileManager.default.createSymbolicLink(
                atPath: root.appending(path: path).path(percentEncoded: false), withDestinationPath: destination)
        }
        let none = DeviceReport(source: nil, driver: nil, devices: [], failures: failures)
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

    private static let loaded = bus.merging(["proc/driver/nvidia/version": "550"]) { $1 }
    private static let open = loaded.merging(["dev/nvidiactl": ""]) { $1 }

    @Test(arguments: [
        ("ID=ubuntu", "ubuntu-drivers install"), ("ID=fedora", "dnf install akmod-nvidia"),
        ("ID=arch", "pacman -S nvidia"), ("ID=debian", "apt-get install nvidia-driver"),
        ("ID=\"sles\"\nID_LIKE=\"suse\"", "zypper install"),
        ("ID=linuxmint\nID_LIKE=\"ubuntu debian\"", "ubuntu-drivers"),
    ])
    func `the driver is installed by the words of the system`(system: String, words: String) throws {
        let line = try Self.card(Self.bus.merging(["etc/os-release": system]) { $1 })
        #expect(line.command?.contains(words) == true)
        #expect(line.command?.hasSuffix("sudo reboot") == true)
    }

    @Test func `nouveau is named, since it runs no CUDA`() throws {
        let line = try Self.card(
            Self.bus, links: ["sys/bus/pci/devices/0000:01:00.0/driver": "../../../bus/pci/drivers/nouveau"])
        #expect(line.detail.contains("nouveau"))
        #expect(line.command?.contains("reboot") == true)
    }

    @Test func `a driver that is installed and not loaded is loaded, or signed where Secure Boot is on`() throws {
        let installed = Self.bus.merging(["var/lib/dkms/nvidia/550.54/dkms.conf": ""]) { $1 }
        #expect(try Self.card(installed).command == "sudo dkms autoinstall && sudo modprobe nvidia")
        let variable = "sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
        let secure = try Self.card(installed.merging([variable: "\u{6}\0\0\0\u{1}"]) { $1 })
        #expect(secure.detail.contains("Secure Boot"))
        #expect(secure.command?.contains("mokutil") == true)
    }

    @Test func `device files that are missing on a host are made`() throws {
        #expect(try Self.card(Self.loaded).command == "sudo nvidia-modprobe -u -c=0")
    }

    @Test(arguments: [
        (["NVML does not start: Driver/library version mismatch"], "updated since the start", "sudo reboot"),
        (["NVML does not open device 0: Insufficient Permissions"], "may not use the driver", "usermod -aG video"),
        (
            [
                "libnvidia-ml.so.1: cannot open shared object file: No such file or directory",
                "nvidia-smi is not there",
            ],
            "its library", "apt-get install libnvidia-ml1"
        ),
        (["nvidia-smi ended with 6: No devices were found"], "finds no card", "dmesg"),
        ([], "finds no card", "dmesg"),
        (["NVML does not open device 0: GPU is lost"], "finds no card", "dmesg"),
        (["nvidia-smi ended with 255: Unknown Error"], "does not answer", "nvidia-smi"),
    ])
    func `what the driver says leads to what mends it`(said: [String], detail: String, command: String) throws {
        let line = try Self.card(Self.open, failures: said)
        #expect(line.state == .missing)
        #expect(line.detail.contains(detail), "\(line.detail)")
        #expect(line.command?.contains(command) == true, "\(line.command ?? "none")")
    }

    /// The line about containers, by a stand-in for the program of that name, beside a card.
    private static func containers(
        _ name: String, variables: String = "", files: [String: String] = [:]
    ) async throws -> ProjectCheck? {
        let root = FileManager.default.temporaryDirectory.appending(path: "machine-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        for (path, text) in files {
            let file = root.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        let fake = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/fake-docker.py").path(percentEncoded: false)
        let program = root.appending(path: name).path(percentEncoded: false)
        try FileManager.default.createSymbolicLink(atPath: program, withDestinationPath: fake)
        let words = variables.isEmpty ? [program] : ["/usr/bin/env", variables, program]
        let card = Device(index: 0, uuid: "GPU-a", name: "NVIDIA L4", memory: .gib(24), free: .gib(24))
        return await MachineChecks(
            devices: DeviceReport(source: "NVML", driver: "550", devices: [card]), engines: [], orphans: [],
            containers: ContainerTool(words: words), root: root.path(percentEncoded: false)
        ).containerLine()
    }

    @Test func `Docker without NVIDIA's runtime sees no card, and the toolkit is named`() async throws {
        let line = try #require(try await Self.containers("docker"))
        #expect(line.state == .warning)
        #expect(line.command?.contains("nvidia-ctk runtime configure") == true)
        let with = try await Self.containers("docker", variables: #"FAKE_DOCKER_RUNTIMES={"nvidia":{},"runc":{}}"#)
        #expect(with?.state == .ok)
    }

    @Test func `Podman takes cards from a file of the container device interface`() async throws {
        let line = try #require(try await Self.containers("podman"))
        #expect(line.state == .warning)
        #expect(line.command?.contains("nvidia-ctk cdi generate") == true)
        let with = try await Self.containers("podman", files: ["etc/cdi/nvidia.yaml": "kind: nvidia.com/gpu\n"])
        #expect(with?.state == .ok)
    }

    @Test func `a daemon that does not answer is started`() async throws {
        let line = try #require(try await Self.containers("docker", variables: "FAKE_DOCKER_DOWN=1"))
        #expect(line.state == .missing)
        #expect(line.detail.contains("Is the docker daemon running?"))
        #expect(line.command == "sudo systemctl start docker")
    }
}
