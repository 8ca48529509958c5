import Digests
import Domain
import NIOCore

extension ImportEngine {
    /// The run from the first byte to the catalog entry.
    func work(_ run: ImportRun) async throws -> ModelManifest {
        let before = await run.journal.current
        run.report(.restored(fetched: before.fetchedBytes))
        try await announce(run)
        try await move(run, before.state == .planned ? .started : .resumed)

        let plan = run.record.plan
        var results = try await heldResults(plan)
        let shares = shares(of: run.record, run.task?.count ?? 1)
        results += try await transfer(shares[run.task?.index ?? 0], run)
        if let task = run.task, task.count > 1 { results += try await gather(shares, task, run) }
        for file in unique(plan.model.chosen) where file.isLast { results.append(try await transfer(file, run)) }

        try await move(run, .allTransferred)
        return try await publish(results, run)
    }

    /// Small files and large ones side by side.
    func transfer(_ files: [SourceFile], _ run: ImportRun) async throws -> [ModelManifest.File] {
        let standing = try await standing(files, run)
        for result in standing.values { run.report(.file(path: result.path, state: .verified)) }
        let part = PartAssembler.partSize(
            for: nil, preferred: options.preferredPartSize, capabilities: store.capabilities
        )
        let lanes = FileLanes(files.filter { standing[$0.path] == nil }, part: part)
        return try await withThrowingTaskGroup(of: [ModelManifest.File].self) { group in
            group.addTask { try await transfer(lanes.small, atOnce: options.smallFilesAtOnce, run) }
            group.addTask { try await transfer(lanes.large, atOnce: options.filesAtOnce, run) }
            var results = Array(standing.values)
            for try await files in group { results += files }
            return results
        }
    }

    private func transfer(_ files: [SourceFile], atOnce: Int, _ run: ImportRun) async throws -> [ModelManifest.File] {
        try await withThrowingTaskGroup(of: ModelManifest.File.self) { group in
            var results: [ModelManifest.File] = []
            var running = 0
            for file in files {
                if running >= max(1, atOnce), let result = try await group.next() {
                    results.append(result)
                    running -= 1
                }
                group.addTask { try await transfer(file, run) }
                running += 1
            }
            for try await result in group { results.append(result) }
            return results
        }
    }

    private func transfer(_ file: SourceFile, _ run: ImportRun) async throws -> ModelManifest.File {
        do {
            return try await FileTransfer(file: file, engine: self, run: run).result()
        } catch {
            if !(error is CancellationError) { run.report(.file(path: file.path, state: .failed)) }
            throw error
        }
    }

    /// What an earlier run has verified and what still stands: one listing, however many files there are.
    private func standing(_ files: [SourceFile], _ run: ImportRun) async throws -> [String: ModelManifest.File] {
        let known = await run.journal.results
        let wanted = files.compactMap { known[$0.path] }
        guard !wanted.isEmpty else { return [:] }
        let objects = try await objects(of: run.record.plan.model.identity)
        let stands = wanted.filter { result in
            guard let info = objects[result.key] else { return false }
            return info.size == result.size && info.crc32c.hex8 == result.crc32c
        }
        return Dictionary(stands.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private func objects(of model: ModelIdentity) async throws -> [String: ObjectInfo] {
        let listed = try await store.list(prefix: BucketLayout.folder(model) + "/")
        return Dictionary(listed.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Two layers of an Ollama model may be the same blob.
    func unique(_ files: [SourceFile]) -> [SourceFile] {
        var keys: Set<String> = []
        return files.filter { keys.insert($0.key).inserted }
    }

    /// Puts the model into the catalog as `downloading`, before a byte moves.
    private func announce(_ run: ImportRun) async throws {
        let entry = entry(of: run, status: .downloading)
        try await catalog.change { document in
            // A completed model that is imported again (a file chosen later) stays deployable meanwhile.
            guard document.entry(of: entry.model)?.status != .completed else { return }
            document.upsert(entry)
        }
    }

    func entry(of run: ImportRun, status: CatalogEntry.Status, manifest: ModelManifest? = nil) -> CatalogEntry {
        let model = run.record.plan.model
        return CatalogEntry(
            model: model.identity, status: status, size: manifest?.size ?? run.record.plan.bytesTotal,
            format: model.facts.format, fileCount: manifest?.files.count ?? model.chosen.count,
            updatedAt: clock.now().rfc3339, license: model.facts.license, task: model.facts.task,
            importID: run.record.plan.importID
        )
    }

    /// Takes a step in the journal and tells it.
    func move(_ run: ImportRun, _ event: ImportState.Event) async throws {
        try await run.journal.update { journal in
            if event == .resumed { journal.state = .transferring } else { try? journal.state.apply(event) }
        }
        run.report(.state(event == .resumed ? .started : event))
    }

    /// The manifest lines of files that the bucket holds already.
    private func heldResults(_ plan: ImportPlan) async throws -> [ModelManifest.File] {
        let held = Set(plan.held)
        let files = unique(plan.model.chosen).filter { held.contains($0.path) && !$0.isLast }
        guard !files.isEmpty else { return [] }
        let objects = try await objects(of: plan.model.identity)
        let manifest = try await manifest(of: plan.model.identity)
        let proofs = Dictionary((manifest?.files ?? []).map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        return try files.map { file in
            guard let info = objects[file.key], file.size == nil || info.size == file.size else {
                throw Problem(
                    .planOutdated, "The bucket has changed",
                    detail: "\(file.key) was in the bucket when the import was planned, and is not any more",
                    fix: "Start the import again: the file is fetched then."
                )
            }
            if let proof = proofs[file.key] { return proof }
            var sha256: String?
            if case .sha256(let hex)? = file.digest { sha256 = hex }
            return ModelManifest.File(
                path: file.path, key: file.key, size: info.size, sha256: sha256, crc32c: info.crc32c.hex8,
                promised: file.digest, proof: .named
            )
        }
    }
}
