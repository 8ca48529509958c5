import Digests
import Domain
import Foundation
import NIOCore

extension DirectoryFiles {
    func info(_ key: String) throws -> ObjectInfo? {
        guard let status = try FileStatus(path: path(key)), status.isRegular else { return nil }
        if let record = readJSON(ObjectRecord.self, recordPath(key)), record.info.key == key, record.describes(status) {
            return record.info
        }
        return try adopt(key)
    }

    /// Records a file that was not written by us, or not recorded before a crash: reads it once.
    private func adopt(_ key: String) throws -> ObjectInfo? {
        guard let file = try OpenFile.reading(path(key)) else { return nil }
        let sum = try checksum(file)
        let status = try file.status()
        do {
            return try locked {
                let current = try FileStatus(path: path(key))
                if let record = readJSON(ObjectRecord.self, recordPath(key)), let current, record.describes(current) {
                    return record.info
                }
                guard let current, current == status else { throw changing(key) }
                let info = ObjectInfo(key: key, size: status.size, crc32c: sum.value, generation: try nextGeneration())
                try record(info, status)
                return info
            }
        } catch let problem as Problem where problem.code == .permissionDenied {
            // A directory that we may only read: the time of change stands for the generation.
            return ObjectInfo(key: key, size: status.size, crc32c: sum.value, generation: status.modified / 1000)
        }
    }

    func changing(_ key: String) -> Problem {
        Problem(.conflict, "The file is being changed", detail: "‘\(key)’ changed while it was read", isRetryable: true)
    }

    func record(_ info: ObjectInfo, _ status: FileStatus) throws {
        try makeDirectory("\(hidden)/records")
        try writeJSON(ObjectRecord(info: info, status: status), to: recordPath(info.key))
    }

    /// Puts a finished temporary file in place, if the condition holds at that moment.
    func publish(
        _ file: OpenFile, as key: String, sum: CRC32C, metadata: [String: String], if condition: WriteCondition
    )
        throws -> ObjectInfo
    {
        try locked {
            try check(condition, key)
            let status = try file.status()
            let info = ObjectInfo(
                key: key, size: status.size, crc32c: sum.value, generation: try nextGeneration(), metadata: metadata
            )
            let target = path(key)
            if let slash = target.lastIndex(of: "/") { try makeDirectory(String(target[..<slash])) }
            try replace(target, with: file)
            try record(info, status)
            return info
        }
    }

    /// Call it under the lock.
    private func check(_ condition: WriteCondition, _ key: String) throws {
        if condition == .always { return }
        let status = try FileStatus(path: path(key)).flatMap { $0.isRegular ? $0 : nil }
        let record = readJSON(ObjectRecord.self, recordPath(key))
        let holds =
            switch condition {
            case .always: true
            case .absent: status == nil
            case .generation(let wanted):
                status.map { record?.describes($0) == true } == true && record?.info.generation == wanted
            }
        guard holds else {
            throw Problem(
                .conflict, "The object has changed meanwhile",
                detail: "‘\(key)’ in \(bucket) is not at the expected generation",
                fix: "Read it again and repeat the change."
            )
        }
    }

    func remove(_ key: String, if condition: WriteCondition) throws {
        guard let status = try FileStatus(path: path(key)), status.isRegular else { return try requireRoot() }
        try locked {
            try check(condition, key)
            guard unlink(path(key)) == 0 || errno == ENOENT else {
                throw Problem.fileSystem(errno, "delete", path(key))
            }
            unlink(recordPath(key))
            var removed = Substring(key)
            while let slash = removed.lastIndex(of: "/"), rmdir(path(String(removed[..<slash]))) == 0 {
                removed = removed[..<slash]
            }
            try syncParent(of: path(String(removed)))
        }
    }

    /// Every object below the prefix, in the order of the names' bytes.
    func objects(prefix: String) throws -> [ObjectInfo] {
        try requireRoot()
        let folder = prefix.lastIndex(of: "/").map { String(prefix[..<$0]) } ?? ""
        let isClean =
            folder.isEmpty
            || folder.split(separator: "/", omittingEmptySubsequences: false)
                .allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
        guard isClean else { return [] }
        var keys: [String] = []
        try collect(folder, into: &keys)
        return try keys.filter { $0.utf8.starts(with: prefix.utf8) }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            .compactMap { try info($0) }
    }

    private func collect(_ folder: String, into keys: inout [String]) throws {
        guard let entries = opendir(folder.isEmpty ? root : path(folder)) else {
            if errno == ENOENT || errno == ENOTDIR { return }
            throw Problem.fileSystem(errno, "list", path(folder))
        }
        defer { closedir(entries) }
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name == "." || name == ".." || folder.isEmpty && name == DirectoryKey.hidden { continue }
            let key = folder.isEmpty ? name : "\(folder)/\(name)"
            guard let status = try FileStatus(path: path(key)) else { continue }
            if status.isDirectory { try collect(key, into: &keys) } else if status.isRegular { keys.append(key) }
        }
    }
}
