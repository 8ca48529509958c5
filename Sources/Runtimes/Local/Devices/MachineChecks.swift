import Domain
import Foundation

/// What is missing for this machine to run models, each with the command that mends it.
struct MachineChecks: Sendable {
    var devices: DeviceReport
    var engines: [EngineProgram]
    var orphans: [OrphanProcess]
    var containers: String?
    /// The file system's root; another in tests.
    var root = ""

    func run() async -> [ProjectCheck] {
        [card] + engines.map(engine) + (await containerTool()) + [orphanLine]
    }

    /// The card: found by the driver, or what stands between it and us.
    var card: ProjectCheck {
        let why = "Without one engines run on the processor, which is slow for more than small models."
        func line(_ state: ProjectCheck.State, _ detail: String, _ command: String? = nil) -> ProjectCheck {
            ProjectCheck(
                id: "machine.gpu", group: .tools, title: "GPU", state: state, detail: detail, why: why, command: command
            )
        }
        if !devices.devices.isEmpty {
            let names = devices.devices.map {
                "\($0.accelerator) \($0.name), \($0.free.binaryText) of "
                    + "\($0.memory.binaryText) free"
            }
            let driver = devices.driver.map { "driver \($0)" } ?? "driver of unknown version"
            return line(.ok, "\(names.joined(separator: "; ")) (\(driver), by \(devices.source ?? "unknown"))")
        }
        let told = devices.failures.joined(separator: "; ")
        guard hasCard else { return line(.warning, "no NVIDIA card on the PCI bus: models run on the processor") }
        guard exists("/proc/driver/nvidia/version") else {
            return line(
                .missing, "a card is there, but the NVIDIA driver is not loaded (\(told))",
                exists("/usr/bin/apt-get")
                    ? "sudo apt-get install nvidia-driver && sudo reboot" : "sudo modprobe nvidia"
            )
        }
        guard exists("/dev/nvidiactl") else {
            return line(
                .missing,
                "the driver is loaded, but its device files are not here: in a container, it was started "
                    + "without its GPUs (\(told))",
                isInContainer ? "docker run --gpus all …" : "sudo nvidia-modprobe -u -c=0"
            )
        }
        guard isReadable("/dev/nvidiactl") else {
            return line(
                .missing, "this user may not open /dev/nvidiactl (\(told))", "sudo usermod -aG video,render $USER"
            )
        }
        return line(.missing, "the driver does not answer: \(told)", "nvidia-smi")
    }

    private func engine(_ program: EngineProgram) -> ProjectCheck {
        let id = "machine.engine.\(program.engine.rawValue)"
        let why = "One engine is enough: vLLM for safetensors, Ollama or llama.cpp for GGUF."
        guard let problem = program.problem else {
            let version = program.version.map { "version \($0)" } ?? "version unknown"
            return ProjectCheck(
                id: id, group: .tools, title: "Engine \(program.engine.rawValue)", state: .ok,
                detail: "\(program.path ?? program.command), \(version)", why: why
            )
        }
        let others = engines.contains { $0.problem == nil }
        return ProjectCheck(
            id: id, group: .tools, title: "Engine \(program.engine.rawValue)", state: others ? .warning : .missing,
            detail: "\(problem.title): \(problem.detail)", why: why, hint: problem.fix,
            command: program.engine == .vllm ? "pip install vllm" : nil
        )
    }

    /// Containers see a GPU only through NVIDIA's toolkit.
    private func containerTool() async -> [ProjectCheck] {
        guard let containers else { return [] }
        func line(_ state: ProjectCheck.State, _ detail: String, _ command: String? = nil) -> ProjectCheck {
            ProjectCheck(
                id: "machine.containers", group: .tools, title: "Containers", state: state, detail: detail,
                why: "Engines that are not installed run in containers.", command: command
            )
        }
        guard let path = ProgramSearch.find(containers) else {
            return [line(.missing, "there is no program ‘\(containers)’ in PATH")]
        }
        let output = await ShortProgram.run([path, "info", "--format", "{{json .Runtimes}}"], seconds: 20)
        guard output.status == 0 else {
            let last = output.text.split(whereSeparator: \.isNewline).last.map(String.init) ?? "it wrote nothing"
            let isDenied = output.text.contains("permission denied")
            return [
                line(
                    .missing, "\(path) info ended with \(output.status): \(last.prefix(200))",
                    isDenied ? "sudo usermod -aG docker $USER" : "sudo systemctl start docker"
                )
            ]
        }
        let lacksToolkit = !devices.devices.isEmpty && !path.hasSuffix("podman") && !output.text.contains("nvidia")
        return [
            lacksToolkit
                ? line(
                    .warning, "\(path) answers, but has no runtime ‘nvidia’: its containers see no GPU",
                    "sudo apt-get install nvidia-container-toolkit && sudo nvidia-ctk runtime configure "
                        + "--runtime=docker && sudo systemctl restart docker"
                ) : line(.ok, "\(path) answers")
        ]
    }

    private var orphanLine: ProjectCheck {
        ProjectCheck(
            id: "machine.orphans", group: .tools, title: "Left engines", state: orphans.isEmpty ? .ok : .warning,
            detail: orphans.isEmpty
                ? "no engine process is without its service"
                : orphans.map { "process \($0.pid) of \($0.service)" }.joined(separator: ", "),
            why: "They hold memory and ports, and no service shows them.",
            command: orphans.isEmpty ? nil : "llm-manager local orphans --end"
        )
    }

    /// A display or 3D controller of NVIDIA's on the PCI bus.
    private var hasCard: Bool {
        let bus = "\(root)/sys/bus/pci/devices"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: bus)) ?? []
        return names.contains { name in
            text("\(bus)/\(name)/vendor").hasPrefix("0x10de") && text("\(bus)/\(name)/class").hasPrefix("0x03")
        } || exists("/dev/nvidia0")
    }

    private var isInContainer: Bool { exists("/.dockerenv") || exists("/run/.containerenv") }
    private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root + path) }
    private func isReadable(_ path: String) -> Bool { FileManager.default.isReadableFile(atPath: root + path) }
    private func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
}
