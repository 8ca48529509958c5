import Domain
import Foundation

/// What is missing for this machine to run models, each with the command that mends it.
struct MachineChecks: Sendable {
    var devices: DeviceReport
    var engines: [EngineProgram]
    var orphans: [OrphanProcess]
    var containers: ContainerTool?
    /// The file system's root; another in tests.
    var root = ""

    func run() async -> [ProjectCheck] {
        let containers = await containerLine()
        let runs = containers?.state == .ok || containers?.state == .warning
        return [card] + engines.map { engine($0, inContainer: runs) } + [containers].compactMap(\.self) + [orphanLine]
    }

    private func engine(_ program: EngineProgram, inContainer: Bool) -> ProjectCheck {
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
        let container = inContainer ? "; it can run in a container (\(containers?.name ?? ""))" : ""
        return ProjectCheck(
            id: id, group: .tools, title: "Engine \(program.engine.rawValue)",
            state: others || inContainer ? .warning : .missing,
            detail: "\(problem.title): \(problem.detail)\(container)", why: why, hint: problem.fix,
            command: program.engine == .vllm ? "pip install vllm" : nil
        )
    }

    private var orphanLine: ProjectCheck {
        let names = orphans.map { orphan in
            orphan.container.map { "container \($0)" } ?? "process \(orphan.pid) of \(orphan.service)"
        }
        return ProjectCheck(
            id: "machine.orphans", group: .tools, title: "Left engines", state: orphans.isEmpty ? .ok : .warning,
            detail: orphans.isEmpty ? "no engine process is without its service" : names.joined(separator: ", "),
            why: "They hold memory and ports, and no service shows them.",
            command: orphans.isEmpty ? nil : "llm-manager local orphans --end"
        )
    }

    func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root + path) }
    func isReadable(_ path: String) -> Bool { FileManager.default.isReadableFile(atPath: root + path) }
    func names(in path: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: root + path)) ?? []).sorted()
    }
    func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: root + path) ?? Data(), as: UTF8.self)
    }
}
