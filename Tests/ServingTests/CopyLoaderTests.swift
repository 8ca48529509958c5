import Domain
import Foundation
import Serving
import TestSupport
import Testing

@Suite struct CopyLoaderTests {
    /// Runs the loader's own command with a program that says what it was given.
    private func run(_ root: URL, what: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        let command = CopyLoader.command(["printf", "'%s\\n'"])
        process.arguments = Array(command.dropFirst()) + ["--flag", "with blank"]
        process.environment = ProcessInfo.processInfo.environment.merging(
            CopyLoader.environment(from: root.path + "/bucket", to: root.path + "/copy", keys: what)
        ) { _, ours in ours }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, output)
    }

    private func withFolder(_ body: (URL) throws -> Void) throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "copy \(UUID().uuidString)")
        let model = root.appending(path: "bucket/huggingface/org/name/pin/1_Pooling")
        try FileManager.default.createDirectory(at: model, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: root) }
        try body(root)
    }

    @Test func `every file arrives whole, in pieces, and the engine gets its arguments as they are`() throws {
        try withFolder { root in
            let folder = root.appending(path: "bucket/huggingface/org/name/pin")
            // Not a whole number of pieces, and no two alike.
            var state: UInt64 = 7
            let large = (0..<(40 << 17) + 3).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1
                return UInt64(state)
            }
            let bytes = large.withUnsafeBytes { Data($0) }
            try bytes.write(to: folder.appending(path: "model.safetensors"))
            try Data().write(to: folder.appending(path: "empty"))
            try Data("{}".utf8).write(to: folder.appending(path: "1_Pooling/config & more.json"))
            let (status, output) = try run(root, what: ["huggingface/org/name/pin"])
            #expect(status == 0)
            #expect(output == "llm-manager: the model is in memory\n--flag\nwith blank\n")
            let copy = root.appending(path: "copy/huggingface/org/name/pin")
            #expect(try Data(contentsOf: copy.appending(path: "model.safetensors")) == bytes)
            #expect(try Data(contentsOf: copy.appending(path: "empty")).isEmpty)
            #expect(try Data(contentsOf: copy.appending(path: "1_Pooling/config & more.json")) == Data("{}".utf8))
        }
    }

    @Test func `when something is missing the engine does not start`() throws {
        try withFolder { root in
            let (status, output) = try run(root, what: ["huggingface/org/name/pin", "ollama/blobs/sha256-00"])
            #expect(status != 0)
            #expect(output.isEmpty)
        }
    }

    @Test func `a recipe that copies reads the copy, and keeps the engine's arguments`() throws {
        let spec = ServiceSpec(bucket: "b1", model: SampleModels.gemma.model, loader: .copy)
        let draft = try ServingDesigner().draft(spec, of: SampleModels.gemma, on: .cloudRun(bucket: "b1"))
        #expect(draft.recipe.environment["OLLAMA_MODELS"] == "/model/ollama")
        #expect(draft.recipe.arguments == ["serve"])
        #expect(draft.recipe.command.first == "/bin/sh")
        #expect(draft.recipe.mountPath == "/gcs/b1")
        #expect(draft.recipe.environment["LLM_MANAGER_COPY_WHAT"]?.split(separator: "\n").count == 2)
        #expect((draft.recipe.memoryVolume?.size ?? 0) >= SampleModels.gemma.size)
    }
}
