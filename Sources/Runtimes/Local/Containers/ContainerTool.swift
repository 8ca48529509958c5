import Domain
import Foundation

/// Docker or Podman: the few commands of theirs that the local runtime needs, in words that both understand.
package struct ContainerTool: Sendable, Hashable {
    /// The program, with words of its own before each command: `docker`, `podman --log-level error`.
    package var words: [String]

    package init(words: [String]) { self.words = words }

    /// - Parameter setting: `none` for no containers; nil or empty for Docker or Podman, whichever is in PATH; else the
    ///   words that start one.
    package static func named(_ setting: String?) -> ContainerTool? {
        let words = (setting ?? "").split(separator: " ").map(String.init)
        if words == ["none"] { return nil }
        if !words.isEmpty { return ContainerTool(words: words) }
        return ["docker", "podman"].first { ProgramSearch.find($0) != nil }.map { ContainerTool(words: [$0]) }
    }

    /// On every container of ours: the data directory that it belongs to.
    static let ownerLabel = "llm-manager.owner"
    /// A container that is asked to go and a list take a moment on a busy machine, not longer.
    private static let limit = 60.0
    /// Images of engines have ten gigabytes and more.
    private static let pullLimit = 6 * 3600.0

    /// For people: `docker`.
    package var name: String { words.joined(separator: " ") }
    package var path: String? { words.first.flatMap { ProgramSearch.find($0) } }

    /// Podman names devices otherwise. Debian's and Fedora's `docker` may be a script around it.
    var isPodman: Bool {
        if words.contains(where: { $0.split(separator: "/").last?.hasPrefix("podman") == true }) { return true }
        guard let path, let file = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? file.close() }
        guard let head = try? file.read(upToCount: 2048), head.starts(with: Data("#!".utf8)) else { return false }
        return String(decoding: head, as: UTF8.self).split(whereSeparator: \.isNewline)
            .contains { $0.hasPrefix("exec ") && $0.contains("podman") }
    }

    func run(_ arguments: [String], seconds: Double = ContainerTool.limit) async -> ShortProgram.Output {
        await ShortProgram.run(words + arguments, seconds: seconds)
    }

    func hasImage(_ image: String) async -> Bool {
        await run(["image", "inspect", "--format", "{{.Id}}", image]).status == 0
    }

    /// - Throws: `deploy-failed` with what the program said.
    func pull(_ image: String) async throws {
        let output = await run(["pull", image], seconds: Self.pullLimit)
        try Task.checkCancellation()
        guard output.status != 0 else { return }
        throw Problem(
            .deployFailed, "The image cannot be pulled",
            detail: "\(name) pull \(image) ended with \(output.status): \(Self.lastLine(output))",
            fix: "Check the name of the image and the way to its registry; a private one takes \(name) login."
        )
    }

    /// Names of all containers of ours, running or not, or of one data directory.
    /// - Throws: `unavailable` when the program gives no list.
    func containers(of owner: String? = nil) async throws -> [String] {
        let label = owner.map { "label=\(Self.ownerLabel)=\($0)" } ?? "label=\(Self.ownerLabel)"
        let output = await run(["ps", "--all", "--filter", label, "--format", "{{.Names}}"])
        guard output.status == 0 else { throw silent("ps", output) }
        return output.text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// Ends a container and removes it. One that is not there is no error.
    ///
    /// - Parameter grace: seconds that it has to end by itself.
    /// - Throws: `unavailable` when it may still be there.
    func end(_ container: String, grace: Int) async throws {
        if grace > 0 {
            _ = await run(["stop", "-t", String(grace), container], seconds: Self.limit + Double(grace))
        }
        var last = ShortProgram.Output(status: 0, text: "")
        for _ in 0..<5 {
            // Podman's `rm --force` would wait ten seconds for one that takes no notice.
            _ = await run(["kill", container])
            last = await run(["rm", "--force", container])
            if try await !containers().contains(container) { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw silent("rm", last)
    }

    private func silent(_ command: String, _ output: ShortProgram.Output) -> Problem {
        Problem(
            .unavailable, "The container program does not do its work",
            detail: "\(name) \(command) ended with \(output.status): \(Self.lastLine(output))",
            fix: "llm-manager doctor says what is missing.", isRetryable: true
        )
    }

    static func lastLine(_ output: ShortProgram.Output) -> String {
        String((output.text.split(whereSeparator: \.isNewline).last ?? "it wrote nothing").prefix(300))
    }
}
