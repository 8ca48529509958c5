import Domain
import Foundation
import ModelFormats

/// The files below a directory, as they may be imported: real paths only, nothing from outside. Blocks; use it on the
/// thread pool.
struct DirectoryTree: Sendable {
    /// Entries that are looked at, files or not.
    static let mostEntries = 100_000
    static let mostLevels = 32

    struct File: Sendable {
        var path: String
        var size: Int64
        /// Why it may not be read, when it may not.
        var fault: String?
    }

    struct Left: Sendable {
        var path: String
        var reason: String
    }

    /// Without symbolic links.
    let root: String
    /// In the order of their paths.
    private(set) var files: [File] = []
    /// What is not looked at, and why.
    private(set) var left: [Left] = []
    private var seen: Set<String> = []
    private var entries = 0

    init(_ reference: DirectoryReference, outside forbidden: [String]) throws {
        root = try Self.root(reference, outside: forbidden)
        seen.insert(root)
        try walk("", level: 0)
        files.sort { $0.path < $1.path }
        left.sort { $0.path < $1.path }
    }

    func fault(of path: String) -> String? {
        files.first { $0.path == path && $0.fault != nil }?.fault
    }

    /// - Throws: `unsupported-model` for a file that an engine needs and that may not be read.
    func check(_ path: String) throws(Problem) {
        guard let fault = fault(of: path) else { return }
        throw Problem(
            .unsupportedModel, "A file cannot be taken", detail: "‘\(path)’: \(fault)",
            fix: "Copy the model with its links resolved (cp -rL) and import the copy."
        )
    }

    /// The real path of the directory.
    ///
    /// - Throws: `model-not-found`; `invalid-request` for a directory in which, or around which, our own data lies.
    static func root(_ reference: DirectoryReference, outside forbidden: [String]) throws(Problem) -> String {
        guard let root = resolved(reference.path), (try? FileStatus(path: root))??.isDirectory == true else {
            throw Problem(
                .modelNotFound, "No such directory",
                detail: "‘\(reference.path)’ is not a directory that this program can see",
                fix: "Give the directory that holds config.json and the weights."
            )
        }
        for other in forbidden {
            guard let other = resolved(other) else { continue }
            guard !lies(root, in: other), !lies(other, in: root) else {
                throw Problem(
                    .invalidRequest, "The manager's own data",
                    detail: "‘\(reference.path)’ lies in (or around) the data directory \(other)",
                    fix: "Import a directory of its own; what a bucket holds already need not be imported."
                )
            }
        }
        return root
    }

    /// The real path of a file below the root.
    ///
    /// - Throws: `unsupported-model` when it leads out.
    static func real(_ path: String, in root: String) throws(Problem) -> String {
        guard let real = resolved("\(root)/\(path)") else {
            throw .changed(path, "it is not there any more")
        }
        guard lies(real, in: root), real != root else {
            throw Problem(
                .unsupportedModel, "A link leads out of the directory", detail: "‘\(path)’ is elsewhere in truth",
                fix: "Copy the model with its links resolved (cp -rL) and import the copy."
            )
        }
        return real
    }

    // MARK: The walk

    private mutating func walk(_ folder: String, level: Int) throws {
        let place = folder.isEmpty ? root : "\(root)/\(folder)"
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: place).sorted()
        } catch {
            throw Problem(
                .permissionDenied, "A directory cannot be read", detail: "\(place): \(error.localizedDescription)",
                fix: "Let the user of this program read it."
            )
        }
        for name in names {
            entries += 1
            guard entries <= Self.mostEntries else {
                throw Problem(
                    .unsupportedModel, "Too many files", detail: "\(root) has more than \(Self.mostEntries) entries",
                    fix: "Give the directory of the model alone."
                )
            }
            try look(at: folder.isEmpty ? name : "\(folder)/\(name)", name: name, level: level)
        }
    }

    private mutating func look(at path: String, name: String, level: Int) throws {
        let fault = name.unicodeScalars.contains("\u{FFFD}") ? "it is not UTF-8" : ModelFileName.fault(path)
        guard !name.hasPrefix(".") else {
            return left.append(Left(path: fault == nil ? path : Self.shown(path), reason: "hidden"))
        }
        if let fault {
            throw Problem(
                .unsupportedModel, "The model has a file name that is not safe",
                detail: "\(root): ‘\(Self.shown(path))’ is refused because \(fault)",
                fix: "Rename the file; nothing was written."
            )
        }
        guard let own = try FileStatus(path: "\(root)/\(path)") else {
            throw Problem.changed(path, "it went away while the directory was read")
        }
        if own.isRegular { return files.append(File(path: path, size: own.size)) }
        if own.isDirectory { return try enter(path, real: "\(root)/\(path)", level: level) }
        guard let real = Self.resolved("\(root)/\(path)"), let target = try FileStatus(path: real) else {
            return left.append(Left(path: path, reason: "a link that leads nowhere"))
        }
        guard own.isLink else {
            return files.append(File(path: path, size: 0, fault: "it is no plain file"))
        }
        guard Self.lies(real, in: root) else {
            return files.append(File(path: path, size: target.size, fault: "it is a link out of the directory"))
        }
        if target.isDirectory { return try enter(path, real: real, level: level) }
        let why = target.isRegular ? nil : "it is a link to what is no plain file"
        files.append(File(path: path, size: target.size, fault: why))
    }

    /// Each directory once: links may make circles.
    private mutating func enter(_ path: String, real: String, level: Int) throws {
        guard level < Self.mostLevels else { return left.append(Left(path: path, reason: "too deep")) }
        guard seen.insert(real).inserted else {
            return left.append(Left(path: path, reason: "another name of a directory that is there already"))
        }
        try walk(path, level: level + 1)
    }

    /// One line, 120 characters at most.
    private static func shown(_ path: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in path.unicodeScalars.prefix(120) {
            out.append(scalar.value < 32 || (127...159).contains(scalar.value) ? "?" : scalar)
        }
        return String(out)
    }

    // MARK: Paths

    /// realpath(3); nil when nothing is there.
    private static func resolved(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(validatingCString: found)
    }

    private static func lies(_ path: String, in folder: String) -> Bool {
        path == folder || path.hasPrefix(folder == "/" ? "/" : folder + "/")
    }
}
