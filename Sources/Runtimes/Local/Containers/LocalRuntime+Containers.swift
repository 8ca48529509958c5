import Domain
import Foundation

extension LocalRuntime {
    /// A name that no container of another data directory has.
    func containerName(_ service: String, turn: Int) throws -> String {
        "\(try containerPrefix())\(service)-\(turn)"
    }

    private func containerPrefix() throws -> String { "llm-manager-\(try directory.owner())-" }

    /// Brings the image of a service here when it runs in a container and the image is not here yet.
    func pullImage(of record: LocalServiceRecord, _ tell: (String) -> Void = { _ in }) async throws {
        guard record.container != nil, let tool = settings.containers else { return }
        if await tool.hasImage(record.recipe.image) { return }
        tell("Pulling the image \(record.recipe.image)")
        try await tool.pull(record.recipe.image)
    }

    /// Ends the container of a record: by its client, which passes the signal on, or directly when that was killed.
    func endContainer(of record: LocalServiceRecord) async throws {
        guard let name = record.container, let tool = settings.containers else { return }
        let grace = Int((settings.stopGrace / .seconds(1)).rounded(.up))
        guard let client = record.process, client.isRunning else { return try await tool.end(name, grace: grace) }
        client.ask()
        let clock = ContinuousClock()
        let deadline = clock.now + settings.stopGrace
        while client.isRunning, clock.now < deadline { try await Task.sleep(for: .milliseconds(20)) }
        try await tool.end(name, grace: 0)
    }

    func removeContainer(_ name: String) async throws {
        try await settings.containers?.end(name, grace: 0)
    }

    /// Containers of this data directory that no record explains. None when the container program does not answer:
    /// the check of that program says so.
    func containerOrphans() async throws -> [OrphanProcess] {
        guard let tool = settings.containers, tool.path != nil, FileManager.default.fileExists(atPath: directory.root)
        else { return [] }
        let owner = try directory.owner()
        guard let names = try? await tool.containers(of: owner), !names.isEmpty else { return [] }
        let records = try directory.records()
        let known = Set(records.flatMap { [$0.container].compactMap(\.self) + $0.retiringContainers })
        let prefix = try containerPrefix()
        return names.filter { !known.contains($0) }.sorted().map { name in
            let service = name.dropFirst(prefix.count).split(separator: "-").dropLast().joined(separator: "-")
            return OrphanProcess(
                pid: 0, startTime: "", service: service, command: "\(tool.name) container \(name)", container: name
            )
        }
    }
}
