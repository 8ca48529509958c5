import Domain
import Foundation
import Stores
import TestSupport
import Testing

@Suite struct DirectorySourceTests {
    private static func reference(_ path: String) throws -> ModelReference {
        try ModelReference(parsing: "dir:\(path)")
    }

    private static func resolved(_ path: String) async throws -> SourceModel {
        try await DirectorySource().resolve(reference(path), token: nil)
    }

    @Test(arguments: ModelSourceConformance.Check.allCases)
    func `a directory keeps what every source keeps`(_ check: ModelSourceConformance.Check) async throws {
        try await SampleFolder.with { path in
            try await ModelSourceConformance(
                DirectorySource(), reference: Self.reference(path), unknown: Self.reference(path + "-not"),
                foreign: ModelReference(parsing: "hf:org/name")
            ).run(check)
        }
    }

    @Test func `the files that an engine needs are chosen, and what is hidden is left`() async throws {
        try await SampleFolder.with { path in
            let model = try await Self.resolved(path)
            #expect(Set(model.chosen.map(\.path)) == SampleFolder.needed)
            #expect(model.identity.description.hasPrefix("dir:my-finetune@"))
            #expect(model.facts.configuration?.layers == 2)
            #expect(model.files.first { $0.path == ".git" }?.choice.reason == "hidden")
            #expect(!model.files.contains { $0.path.hasPrefix(".git/") })
            let key = "files/my-finetune/\(model.pin)/model.safetensors"
            #expect(model.files.first { $0.path == "model.safetensors" }?.key == key)
        }
    }

    @Test func `the pin follows the bytes, not the place, the times or the other files`() async throws {
        try await SampleFolder.with { path in
            let first = try await Self.resolved(path)
            let copy = path + "-copy"
            try FileManager.default.copyItem(atPath: path, toPath: copy)
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: copy + "/config.json")
            try Data("other".utf8).write(to: URL(filePath: copy + "/README.md"))
            #expect(try await Self.resolved(copy).pin == first.pin)
            try Data("{}".utf8).write(to: URL(filePath: copy + "/tokenizer.json"))
            #expect(try await Self.resolved(copy).pin != first.pin)
        }
    }

    @Test func `a link within the directory is followed, one that leads out is refused when it is needed`() async throws
    {
        try await SampleFolder.with { path in
            let manager = FileManager.default
            try manager.createDirectory(atPath: path + "/blobs", withIntermediateDirectories: true)
            try manager.moveItem(atPath: path + "/model.safetensors", toPath: path + "/blobs/weights")
            try manager.createSymbolicLink(
                atPath: path + "/model.safetensors", withDestinationPath: "blobs/weights")
            try manager.createSymbolicLink(atPath: path + "/loop", withDestinationPath: ".")
            try manager.createSymbolicLink(atPath: path + "/notes.md", withDestinationPath: "/etc/hostname")
            let model = try await Self.resolved(path)
            #expect(model.chosen.first { $0.path == "model.safetensors" }?.size == 3_000_000)
            #expect(model.files.first { $0.path == "notes.md" }?.choice.reason == "it is a link out of the directory")
            #expect(model.files.first { $0.path == "loop" }?.choice.isChosen == false)

            try manager.removeItem(atPath: path + "/tokenizer.json")
            try manager.createSymbolicLink(atPath: path + "/tokenizer.json", withDestinationPath: "/etc/hostname")
            let problem = await #expect(throws: Problem.self) { try await Self.resolved(path) }
            #expect(problem?.code == .unsupportedModel)
            #expect(problem?.detail.contains("tokenizer.json") == true)
            let stale = await #expect(throws: Problem.self) {
                let file = try #require(model.files.first { $0.path == "tokenizer.json" })
                return try await DirectorySource().open(file, of: model, range: nil, token: nil)
            }
            #expect(stale?.title == "A link leads out of the directory")
        }
    }

    @Test func `a pipe in the place of a file is refused without being opened`() async throws {
        try await SampleFolder.with { path in
            try FileManager.default.removeItem(atPath: path + "/tokenizer.json")
            #expect(mkfifo(path + "/tokenizer.json", 0o600) == 0)
            let problem = await #expect(throws: Problem.self) { try await Self.resolved(path) }
            #expect(problem?.code == .unsupportedModel)
        }
    }

    @Test(arguments: ["bad\nname.json", "bad\u{7f}.json"])
    func `a name with control characters is refused`(name: String) async throws {
        try await SampleFolder.with { path in
            try Data("{}".utf8).write(to: URL(filePath: path + "/" + name))
            let problem = await #expect(throws: Problem.self) { try await Self.resolved(path) }
            #expect(problem?.code == .unsupportedModel)
            #expect(problem?.detail.contains(name) == false)
        }
    }

    @Test func `the manager's own data is no model`() async throws {
        try await SampleFolder.with { path in
            for (forbidden, isRefused) in [(path, true), (path + "/blobs", false), (path + "/..", true)] {
                let source = DirectorySource(outside: [forbidden])
                if isRefused {
                    let problem = await #expect(throws: Problem.self) {
                        try await source.resolve(Self.reference(path), token: nil)
                    }
                    #expect(problem?.code == .invalidRequest)
                } else {
                    _ = try await source.resolve(Self.reference(path), token: nil)
                }
            }
            try FileManager.default.createDirectory(atPath: path + "/data", withIntermediateDirectories: true)
            let around = await #expect(throws: Problem.self) {
                try await DirectorySource(outside: [path + "/data"]).resolve(Self.reference(path), token: nil)
            }
            #expect(around?.title == "The manager's own data")
        }
    }

    @Test func `a relative path is refused, since a server begins elsewhere`() async throws {
        let problem = await #expect(throws: Problem.self) {
            try await DirectorySource().resolve(ModelReference(parsing: "dir:models/mine"), token: nil)
        }
        #expect(problem?.code == .invalidReference)
    }

    @Test func `a file that has changed since the plan is refused`() async throws {
        try await SampleFolder.with { path in
            let source = DirectorySource()
            let model = try await source.resolve(Self.reference(path), token: nil)
            let file = try #require(model.chosen.first { $0.path == "model.safetensors" })
            let stream = try await source.open(file, of: model, range: nil, token: nil)
            var iterator = stream.body.makeAsyncIterator()
            _ = try await iterator.next()
            let handle = try FileHandle(forWritingTo: URL(filePath: path + "/model.safetensors"))
            try handle.seek(toOffset: 2_999_999)
            try handle.write(contentsOf: Data([0]))
            try handle.close()
            let problem = await #expect(throws: Problem.self) {
                while try await iterator.next() != nil {}
            }
            #expect(problem?.code == .digestMismatch)
            #expect(problem?.title == "The file has changed")

            try Data([1, 2, 3]).write(to: URL(filePath: path + "/model.safetensors"))
            let shorter = await #expect(throws: Problem.self) {
                try await source.open(file, of: model, range: nil, token: nil)
            }
            #expect(shorter?.detail.contains("3000000") == true)
        }
    }
}
