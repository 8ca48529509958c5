import Domain
import NIOCore

/// The inside of one file's transfer: assembler, ledger and upload, changed by the tasks that work on it.
actor TransferState {
    nonisolated let partSize: Int64
    nonisolated let share: BudgetShare
    private let transfer: FileTransfer
    private var assembler: PartAssembler
    private var ledger: FileLedger
    private(set) var upload: PartUpload?
    /// Up to here the budget has its bytes back.
    private var released: Int64
    /// The object was completed by an earlier run, whose journal did not come to say so.
    private let isSealed: Bool

    private init(
        _ transfer: FileTransfer, partSize: Int64, share: BudgetShare, hasher: FileHasher, ledger: FileLedger,
        upload: PartUpload?, stored: Set<Int>, isSealed: Bool
    ) {
        self.transfer = transfer
        self.partSize = partSize
        self.share = share
        self.ledger = ledger
        self.upload = upload
        self.isSealed = isSealed
        released = ledger.safeBytes
        assembler = PartAssembler(partSize: partSize, size: transfer.file.size, hasher: hasher, stored: stored)
    }

    var hasher: FileHasher { assembler.hasher }
    var position: Int64 { assembler.position }
    var currentPartLength: Int64 { assembler.currentPartLength }

    /// Continues where the journal and the store's own list of parts allow; else from the start.
    static func restored(
        _ transfer: FileTransfer, from record: Journal.FileRecord?, share: BudgetShare
    ) async throws -> TransferState {
        let file = transfer.file
        var gitSize: Int64?
        if case .gitBlob? = file.digest { gitSize = file.size ?? file.inline.map { Int64($0.count) } }
        let fresh = FileHasher(gitBlobSize: gitSize)
        let known = record?.upload == nil ? try await abandoned(transfer) ?? record : record
        guard let record = known, let upload = record.upload, record.partSize > 0, let size = file.size else {
            if let upload = known?.upload { try await transfer.store.abort(upload) }
            let partSize = PartAssembler.partSize(
                for: file.size, preferred: transfer.options.preferredPartSize, capabilities: transfer.store.capabilities
            )
            return TransferState(
                transfer, partSize: partSize, share: share, hasher: fresh, ledger: FileLedger(partSize: partSize),
                upload: nil, stored: [], isSealed: false
            )
        }
        let partSize = record.partSize
        let count = Int((size + partSize - 1) / partSize)
        var parts: [UploadedPart] = []
        var isSealed = false
        var remaining: PartUpload? = upload
        do {
            parts = try await transfer.store.parts(of: upload).filter { part in
                let start = Int64(part.number - 1) * partSize
                return (1...count).contains(part.number) && part.size == min(partSize, size - start)
            }
        } catch let problem as Problem where problem.code == .notFound {
            isSealed = try await transfer.store.stat(file.key)?.size == size
            parts = isSealed ? record.parts : []
            if !isSealed { remaining = nil }
        }
        let stored = isSealed ? Set(1...count) : Set(parts.map(\.number))
        var hasher = fresh
        var committed: HashState?
        if let hash = record.hash, let restored = FileHasher(restoring: hash) {
            let whole = Int((hash.position + partSize - 1) / partSize)
            let isBoundary = hash.position % partSize == 0 || hash.position == size
            if isBoundary, whole <= count, whole == 0 || stored.isSuperset(of: 1...whole) {
                hasher = restored
                committed = hash
            }
        }
        transfer.run.report(.done(path: file.path, bytes: hasher.position))
        return TransferState(
            transfer, partSize: partSize, share: share, hasher: hasher,
            ledger: FileLedger(partSize: partSize, committed: committed, stored: parts, isWhole: isSealed),
            upload: remaining, stored: stored, isSealed: isSealed
        )
    }

    /// An upload of the file that a dead run began and did not come to journal. A pinned file's part N always has the
    /// same bytes, so its parts count; their size tells the part size.
    private static func abandoned(_ transfer: FileTransfer) async throws -> Journal.FileRecord? {
        let (file, store) = (transfer.file, transfer.store)
        let preferred = PartAssembler.partSize(
            for: file.size, preferred: transfer.options.preferredPartSize, capabilities: store.capabilities
        )
        guard !transfer.run.isNew, file.inline == nil, let size = file.size, size > preferred else { return nil }
        var best: (upload: PartUpload, parts: [UploadedPart])?
        for upload in try await store.unfinishedUploads(prefix: file.key) where upload.key == file.key {
            let parts = try await store.parts(of: upload)
            if let held = best, held.parts.count >= parts.count {
                try await store.abort(upload)
            } else {
                if let held = best { try await store.abort(held.upload) }
                best = (upload, parts)
            }
        }
        guard let best else { return nil }
        let partSize = [preferred, best.parts.map(\.size).max() ?? preferred].first { partSize in
            partSize >= store.capabilities.minimumPartSize
                && best.parts.allSatisfy { $0.size == min(partSize, size - Int64($0.number - 1) * partSize) }
        }
        guard let partSize else {
            try await store.abort(best.upload)
            return nil
        }
        return Journal.FileRecord(upload: best.upload, partSize: partSize, parts: best.parts, hash: nil)
    }

    /// Hashes bytes in file order; gives back the parts that are full now.
    func append(_ bytes: ByteBuffer) -> [PartAssembler.Part] { assembler.append(bytes) }

    /// Uploads a part, when the store lacks it, and notes it. The budget has its bytes back as soon as every part
    /// before it is stored, too: what a resume fetches again is never more than what the budget covers.
    ///
    /// Begins the upload at the first part; callers begin the first part before any other.
    func ship(_ part: PartAssembler.Part) async throws {
        let resources = transfer.engine.resources
        ledger.hash(part.number, part.hashAtEnd)
        if let bytes = part.bytes {
            let upload = try await currentUpload()
            let store = transfer.store
            let stored = try await transfer.options.retry(sleep: transfer.clock.backOff) {
                try await resources.uploads.using {
                    try await store.upload(bytes, crc32c: part.crc32c, as: part.number, of: upload)
                }
            }
            ledger.store(stored)
            resources.pool.give(bytes)
        }
        share.release(ledger.safeBytes - released)
        released = ledger.safeBytes
        transfer.run.activity.touch()
        transfer.run.report(.done(path: transfer.file.path, bytes: ledger.safeBytes))
        try await transfer.run.touch()
    }

    /// Makes sure that there is an upload to put parts into.
    func currentUpload() async throws -> PartUpload {
        if let upload { return upload }
        let store = transfer.store
        let key = transfer.file.key
        let begun = try await transfer.options.retry(sleep: transfer.clock.backOff) {
            try await store.beginUpload(key, metadata: [:])
        }
        upload = begun
        try await transfer.run.touch()
        return begun
    }

    /// Puts the object together: in one write when it never filled a part, else from its parts.
    func seal() async throws -> ObjectInfo {
        let size = assembler.position
        if upload == nil, !isSealed {
            let pieces = assembler.finish()?.bytes ?? []
            let info = try await write(ByteBuffer(joining: pieces))
            transfer.engine.resources.pool.give(pieces)
            return info
        }
        if isSealed {
            _ = assembler.finish()
            return try await sealed(size: size)
        }
        if let last = assembler.finish() { try await ship(last) }
        guard let upload else {
            throw Problem(.internalError, "No upload", detail: "\(transfer.file.path) has parts and no upload")
        }
        let parts = ledger.parts
        let store = transfer.store
        return try await transfer.options.retry(sleep: transfer.clock.backOff) {
            try await store.complete(upload, parts: parts, size: size)
        }
    }

    /// The object as an earlier run has put it together; its journal need not know every part.
    private func sealed(size: Int64) async throws -> ObjectInfo {
        let (store, file) = (transfer.store, transfer.file)
        guard let info = try await store.stat(file.key), info.size == size else {
            throw Problem(
                .planOutdated, "The bucket has changed", detail: "\(file.key) has gone while it was being proven",
                fix: "Resume the import: the file is sent again.", isRetryable: true
            )
        }
        return info
    }

    /// Writes a small object; the same bytes standing there already are as good.
    private func write(_ bytes: ByteBuffer) async throws -> ObjectInfo {
        let store = transfer.store
        let key = transfer.file.key
        let crc = assembler.hasher.crc
        return try await transfer.options.retry(sleep: transfer.clock.backOff) {
            do {
                return try await store.write(key, bytes, if: .absent, metadata: [:])
            } catch let problem as Problem where problem.code == .conflict {
                guard let info = try await store.stat(key) else { throw problem }
                if info.size == Int64(bytes.readableBytes), info.crc32c == crc { return info }
                return try await store.write(key, bytes, if: .generation(info.generation), metadata: [:])
            }
        }
    }

    /// How far the file is, for the journal; nil before there is an upload.
    var record: Journal.FileRecord? {
        guard let upload else { return nil }
        return Journal.FileRecord(upload: upload, partSize: partSize, parts: ledger.parts, hash: ledger.committed)
    }
}

extension ByteBuffer {
    /// One buffer of many; a single one is taken as it is.
    fileprivate init(joining pieces: [ByteBuffer]) {
        self = pieces.first ?? ByteBuffer()
        guard pieces.count > 1 else { return }
        self = ByteBufferAllocator().buffer(capacity: pieces.reduce(0) { $0 + $1.readableBytes })
        for piece in pieces { writeImmutableBuffer(piece) }
    }
}
