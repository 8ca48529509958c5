import Foundation
import PackagePlugin

/// Runs `WebEmbedder` over every file of Web/ (tests left out) whenever one of them changes.
@main
struct EmbedWeb: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let root = context.package.directoryURL.appending(path: "Web")
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedWeb.swift")
        let files = try FileManager.default.subpathsOfDirectory(atPath: root.path)
            .filter { !$0.hasPrefix("tests/") && !$0.split(separator: "/").contains { $0.hasPrefix(".") } }
            .map { root.appending(path: $0) }
            .filter { !$0.hasDirectoryPath && Self.extensions.contains($0.pathExtension) }
            .sorted { $0.path < $1.path }
        return [
            .buildCommand(
                displayName: "Embedding the console",
                executable: try context.tool(named: "WebEmbedder").url,
                arguments: [output.path, root.path] + files.map(\.path),
                inputFiles: files,
                outputFiles: [output]
            )
        ]
    }

    static let extensions: Set<String> = ["html", "js", "css", "svg", "webmanifest", "txt"]
}
