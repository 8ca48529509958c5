import Domain
import Foundation

/// Finds files that need not come from the hub, because an object of a managed bucket has the same bytes: the digest that
/// the hub promises stands in a manifest, and the object under it still has that manifest's size and CRC32C.
///
/// Looking is bounded: catalogs say which manifests are worth reading, other revisions of the same model come first, and
/// what would save less than a mebibyte is not looked for any further. What cannot be read elsewhere is a warning.
struct CopyFinder: Sendable {
    let store: any ObjectStore
    let target: Target
    let buckets: (any BucketProvider)?

    /// Other buckets that are looked into, and manifests that are read in all.
    static let bucketLimit = 32
    static let manifestLimit = 64
    /// Requests at a time.
    static let concurrency = 8
    /// Bytes still missing below which other models are not looked through.
    static let worth: Int64 = 1 << 20

    struct Finding: Sendable {
        var copies: [PlannedCopy] = []
        var cost: Money?
        var warnings: [String] = []
    }

    /// - Parameters:
    ///   - files: those that neither the bucket holds nor the source brings along.
    ///   - own: the entries of the bucket's own catalog.
    func find(_ files: [SourceFile], for model: ModelIdentity, own: [CatalogEntry]) async throws -> Finding {
        var finding = try await named(files)
        let placed = Set(finding.copies.map(\.path))
        var wanted = WantedFiles(files.filter { !placed.contains($0.path) })
        guard store.capabilities.copies != .none, !wanted.isEmpty else { return finding }
        let here = own.map { Candidate(bucket: store.bucket, location: nil, entry: $0) }
        finding.copies += try await matches(&wanted, in: here, for: model, &finding.warnings)
        guard store.capabilities.copies == .anyBucket, let buckets, !wanted.isEmpty else { return finding }

        let others = try await otherBuckets(buckets, &finding.warnings)
        let there = try await candidates(others.buckets, &finding.warnings)
        let ordered = there.sorted { $0.location == others.location && $1.location != others.location }
        let copies = try await matches(&wanted, in: ordered, for: model, &finding.warnings)
        finding.copies += copies
        let places = Dictionary(others.buckets.map { ($0.name, $0.location) }, uniquingKeysWith: { $1 })
        price(copies, from: places, to: others.location, &finding)
        return finding
    }

    struct Candidate: Sendable {
        var bucket: String
        var location: String?
        var entry: CatalogEntry

        /// What is most likely to have the same files comes first; nil for what cannot have any.
        func rank(for model: ModelIdentity, smallest: Int64) -> Int? {
            guard entry.status == .completed, !entry.isLegacy else { return nil }
            if entry.model == model { return 0 }
            if entry.model.source == model.source, entry.model.id == model.id { return 1 }
            guard entry.size.bytes >= smallest else { return nil }
            return entry.model.source == model.source ? 2 : 3
        }
    }

    /// Reads manifests in the order of their rank, some at a time, until every file is found or the rest is not worth it.
    private func matches(
        _ wanted: inout WantedFiles, in candidates: [Candidate], for model: ModelIdentity, _ warnings: inout [String]
    ) async throws -> [PlannedCopy] {
        let smallest = wanted.smallest
        let ranked = candidates.compactMap { candidate in
            candidate.rank(for: model, smallest: smallest).map { (rank: $0, candidate: candidate) }
        }
        // Stable: within a rank the order stays, nearer buckets first.
        let ordered = (0...3).flatMap { rank in ranked.filter { $0.rank == rank } }.prefix(Self.manifestLimit)
        var copies: [PlannedCopy] = []
        var rest = ordered[...]
        while let next = rest.first, !wanted.isEmpty {
            if next.rank > 1, wanted.bytes < Self.worth { break }
            // Manifests of one rank together; never across ranks, so that the nearer ones decide first.
            let batch = rest.prefix(Self.concurrency).prefix { $0.rank == next.rank }
            rest = rest.dropFirst(batch.count)
            let read = try await reading(batch.map(\.candidate))
            for (candidate, outcome) in read {
                switch outcome {
                case .success(let manifest):
                    guard let manifest else { continue }
                    copies += try await standing(wanted.matches(manifest), in: candidate.bucket, &wanted, &warnings)
                case .failure(let problem):
                    warnings.append(
                        Self.notLookedInto("the manifest of \(candidate.entry.model)", candidate.bucket, problem))
                }
            }
        }
        return copies
    }

    private func reading(_ candidates: [Candidate]) async throws -> [(Candidate, Result<ModelManifest?, Problem>)] {
        let outcomes = try await concurrently(candidates) { candidate in
            try await ManifestReader(other(candidate.bucket)).manifest(of: candidate.entry.model)
        }
        return Array(zip(candidates, outcomes))
    }

    /// Those matches whose object stands as its manifest says; they are wanted no more.
    private func standing(
        _ matches: [WantedFiles.Match], in bucket: String, _ wanted: inout WantedFiles, _ warnings: inout [String]
    ) async throws -> [PlannedCopy] {
        let infos = try await infos(of: matches.map(\.stored.key), in: bucket)
        var copies: [PlannedCopy] = []
        for (match, outcome) in zip(matches, infos) {
            guard case .success(let info?) = outcome, wanted.contains(match.wanted),
                info.size == match.stored.size, info.crc32c.hex8 == match.stored.crc32c
            else { continue }
            wanted.take(match.wanted)
            copies.append(
                PlannedCopy(
                    path: match.wanted.path,
                    from: ObjectPlace(bucket: bucket, key: match.stored.key, generation: info.generation),
                    size: info.size, crc32c: match.stored.crc32c, sha256: match.stored.sha256
                )
            )
        }
        if let problem = infos.lazy.compactMap(\.problem).first {
            warnings.append(Self.notLookedInto("some objects", bucket, problem))
        }
        return copies
    }

    /// Many objects of one model are listed, few are asked for one by one.
    private func infos(of keys: [String], in bucket: String) async throws -> [Result<ObjectInfo?, Problem>] {
        guard keys.count > Self.concurrency * 4, let first = keys.first else {
            return try await concurrently(keys) { try await other(bucket).stat($0) }
        }
        let prefix = keys.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
        let listed = try await concurrently([prefix]) { try await other(bucket).list(prefix: $0) }
        guard case .success(let objects)? = listed.first else {
            return listed.first?.problem.map { problem in keys.map { _ in .failure(problem) } } ?? []
        }
        let known = Dictionary(objects.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
        return keys.map { .success(known[$0]) }
    }
}

extension Result where Failure == Problem {
    fileprivate var problem: Problem? {
        if case .failure(let problem) = self { problem } else { nil }
    }
}
