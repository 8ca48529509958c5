package import Foundation

/// The simulator's state on disk. A file is either the old one or the new one, never half of either.
package struct StateDirectory: Sendable {
    /// Absolute path of the directory, without a trailing slash.
    package let path: String

    /// Opens the directory, creating it and its parents when missing.
    package init(path: String) throws {
        self.path = URL(fileURLWithPath: path).standardizedFileURL.path
        try FileManager.default.createDirectory(atPath: self.path, withIntermediateDirectories: true)
    }

    /// A directory inside this one, created when missing.
    package func directory(_ name: String) throws -> StateDirectory {
        try StateDirectory(path: file(name))
    }

    /// The path of a file inside this directory.
    package func file(_ name: String) -> String {
        path + "/" + name
    }

    /// Writes JSON to a temporary name and renames it: a killed process leaves the old file whole.
    package func write(_ value: some Encodable, to name: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .secondsSince1970
        try write(encoder.encode(value), to: name)
    }

    /// Writes bytes to a temporary name and renames it.
    package func write(_ data: Data, to name: String) throws {
        try data.write(to: URL(fileURLWithPath: file(name)), options: .atomic)
    }

    /// What `write` left, `nil` when there is no such file; throws when there is one that cannot be read.
    package func read<Value: Decodable>(_ type: Value.Type, from name: String) throws -> Value? {
        guard FileManager.default.fileExists(atPath: file(name)) else { return nil }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        return try decoder.decode(type, from: Data(contentsOf: URL(fileURLWithPath: file(name))))
    }

    /// Removes a file or a directory with all that is in it; a missing one is fine.
    package func remove(_ name: String) {
        try? FileManager.default.removeItem(atPath: file(name))
    }

    /// Names of the entries, sorted, without temporary ones.
    package func entries() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix(".") }.sorted()
    }
}
