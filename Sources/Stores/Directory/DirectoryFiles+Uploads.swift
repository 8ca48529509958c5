import Digests
import Domain
import Foundation
import NIOCore

/// Parts are files `part-NUMBER-CRC32C` of the upload's folder, so that a listing needs to read none of them.
extension DirectoryFiles {
    private var uploads: String { "\(hidden)/uploads" }

    func begin(_ key: String, metadata: [String: String]) throws -> PartUpload {
        let upload = PartUpload(key: key, id: UUID().uuidString)
        try requireRoot()
        sweep()
        try makeDirectory(folder(upload))
        try writeJSON(UploadRecord(key: key, metadata: metadata), to: "\(folder(upload))/upload.json")
        try syncParent(of: folder(upload))
        return upload
    }

    func store(_ bytes: [ByteBuffer], as number: Int, of upload: PartUpload) throws -> UploadedPart {
        guard (1...DirectoryStore.maximumPartCount).contains(number) else {
            throw Problem(
                .invalidRequest, "No such part number", detail: "\(number) is not 1–\(DirectoryStore.maximumPartCount)")
        }
        _ = try existing(upload)
        var sum = CRC32C()
        for buffer in bytes { sum.update(buffer) }
        let size = bytes.reduce(Int64(0)) { $0 + Int64($1.readableBytes) }
        let file = try temporary()
        do {
            for buffer in bytes { try file.append(buffer) }
            try file.sync()
            return try locked {
                _ = try existing(upload)
                let old = try partFiles(upload).filter { $0.part.number == number }
                let part = UploadedPart(number: number, size: size, etag: Self.etag(sum.value))
                let target = "\(folder(upload))/part-\(number)-\(Self.digits(sum.value))"
                try replace(target, with: file)
                for stale in old where stale.path != target { unlink(stale.path) }
                return part
            }
        } catch {
            unlink(file.path)
            throw error
        }
    }

    func parts(_ upload: PartUpload) throws -> [UploadedPart] {
        _ = try existing(upload)
        return try partFiles(upload).map(\.part)
    }

    /// Copies the parts into one file in pieces, checks each part's sum on the way, and puts the file in place.
    func complete(_ upload: PartUpload, parts: [UploadedPart], size: Int64) throws -> ObjectInfo {
        guard let record = try? existing(upload) else {
            if let info = try info(upload.key), info.size == size { return info }
            throw missing(upload.key)
        }
        let stored = Dictionary(try partFiles(upload).map { ($0.part.number, $0) }, uniquingKeysWith: { $1 })
        guard zip(parts, parts.dropFirst()).allSatisfy({ $0.number < $1.number }) else {
            throw Self.invalid("the parts are not in the order of their numbers")
        }
        guard parts.reduce(Int64(0), { $0 + $1.size }) == size else {
            throw Self.invalid("the parts have not \(size) bytes")
        }
        let whole = try temporary()
        do {
            var sum = CRC32C()
            for part in parts {
                guard let file = stored[part.number], file.part == part else {
                    throw Self.invalid("part \(part.number) is not the one that was uploaded")
                }
                let partSum = try copy(try OpenFile(file.path, O_RDONLY), to: whole)
                guard Self.etag(partSum.value) == part.etag else {
                    throw Problem(
                        .storageUnavailable, "The disk has changed a part",
                        detail: "Part \(part.number) of ‘\(upload.key)’ reads otherwise than it was written",
                        fix: "Check the disk; then start the import again."
                    )
                }
                sum.append(partSum, length: part.size)
            }
            try whole.sync()
            let info = try publish(whole, as: upload.key, sum: sum, metadata: record.metadata, if: .always)
            try discard(upload)
            return info
        } catch {
            unlink(whole.path)
            throw error
        }
    }

    func discard(_ upload: PartUpload) throws {
        let trash = "\(hidden)/tmp/\(UUID().uuidString)"
        try makeDirectory("\(hidden)/tmp")
        guard rename(try checked(folder(upload), upload), trash) == 0 else {
            if errno == ENOENT { return }
            throw Problem.fileSystem(errno, "delete", folder(upload))
        }
        try? FileManager.default.removeItem(atPath: trash)
    }

    func unfinished(prefix: String) throws -> [PartUpload] {
        try requireRoot()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: uploads)) ?? []
        return names.compactMap { id in
            guard let record = readJSON(UploadRecord.self, "\(uploads)/\(id)/upload.json"),
                record.key.utf8.starts(with: prefix.utf8)
            else { return nil }
            return PartUpload(key: record.key, id: id)
        }.sorted { ($0.key, $0.id) < ($1.key, $1.id) }
    }

    /// Appends all of a file to another, a piece at a time; the sum is of what was read.
    func copy(_ file: OpenFile, to target: OpenFile) throws -> CRC32C {
        var sum = CRC32C()
        var offset: Int64 = 0
        while true {
            try Task.checkCancellation()
            let buffer = try file.read(Self.chunk, at: offset)
            if buffer.readableBytes == 0 { return sum }
            sum.update(buffer)
            try target.append(buffer)
            offset += Int64(buffer.readableBytes)
        }
    }

    private func folder(_ upload: PartUpload) -> String { "\(uploads)/\(upload.id)" }

    /// An id comes back from a journal: it must be one of ours before it becomes part of a path.
    private func checked(_ path: String, _ upload: PartUpload) throws(Problem) -> String {
        guard UUID(uuidString: upload.id) != nil else { throw missing(upload.key) }
        return path
    }

    private func existing(_ upload: PartUpload) throws -> UploadRecord {
        let path = try checked("\(folder(upload))/upload.json", upload)
        guard let record = readJSON(UploadRecord.self, path), record.key == upload.key else {
            try requireRoot()
            throw missing(upload.key)
        }
        return record
    }

    private func partFiles(_ upload: PartUpload) throws -> [(part: UploadedPart, path: String)] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder(upload))
        return try names.compactMap { name -> (part: UploadedPart, path: String)? in
            let words = name.split(separator: "-")
            guard words.count == 3, words[0] == "part", let number = Int(words[1]),
                let sum = UInt32(words[2], radix: 16),
                let status = try FileStatus(path: "\(folder(upload))/\(name)")
            else { return nil }
            let part = UploadedPart(number: number, size: status.size, etag: Self.etag(sum))
            return (part, "\(folder(upload))/\(name)")
        }.sorted { $0.part.number < $1.part.number }
    }

    private static func digits(_ sum: UInt32) -> String { Hex.encode(withUnsafeBytes(of: sum.bigEndian) { Array($0) }) }
    private static func etag(_ sum: UInt32) -> String { "\"\(digits(sum))\"" }

    private static func invalid(_ why: String) -> Problem {
        Problem(.invalidRequest, "The upload cannot be completed", detail: why)
    }
}
