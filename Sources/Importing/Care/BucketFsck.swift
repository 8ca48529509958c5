package import Domain

/// Checks a bucket, and mends what it finds. Safe beside imports, deletions and other checks: what it changes of a model
/// it changes under that model's lease, after a second look, and with generation preconditions.
package struct BucketFsck: Sendable {
    /// A repair may uncover what could not be seen before it (entries behind a lost catalog, uploads of an import that
    /// could not be read): so often it looks again.
    private static let rounds = 6

    let store: any ObjectStore
    let clock: ImportClock
    let lease: LeaseTiming

    package init(
        _ store: any ObjectStore, clock: ImportClock = ImportClock(), lease: LeaseTiming = LeaseTiming()
    ) {
        self.store = store
        self.clock = clock
        self.lease = lease
    }

    /// What is wrong. Changes nothing.
    ///
    /// - Throws: `not-found` when the bucket is not a managed one; what the store says when it cannot be read.
    package func check() async throws -> FsckReport {
        FsckReport(bucket: store.bucket, findings: try await diagnoses().map(\.finding))
    }

    /// Mends what can be mended, and says of each finding what has come of it.
    /// - Parameter kinds: only findings of these; nil: all.
    package func repair(_ kinds: Set<FsckFinding.Kind>? = nil) async throws -> FsckReport {
        var findings: [FsckFinding] = []
        for _ in 0..<Self.rounds {
            let open = try await diagnoses().filter { diagnosis in
                (kinds?.contains(diagnosis.finding.kind) ?? true)
                    && !findings.contains { $0.isSame(as: diagnosis.finding) && $0.outcome != .repaired }
            }
            var hasRepaired = false
            for diagnosis in open {
                try Task.checkCancellation()
                var finding = diagnosis.finding
                finding.outcome = try await outcome(of: diagnosis)
                hasRepaired = hasRepaired || finding.outcome == .repaired
                findings.removeAll { $0.isSame(as: finding) }
                findings.append(finding)
            }
            if !hasRepaired { break }
        }
        return FsckReport(bucket: store.bucket, findings: findings)
    }

    /// Looks twice when something is wrong: an import or a deletion in between two reads is no damage.
    private func diagnoses() async throws -> [BucketChecker.Diagnosis] {
        let first = try await look()
        guard !first.isEmpty else { return [] }
        return try await look().filter { second in first.contains { $0.finding.isSame(as: second.finding) } }
    }

    private func look() async throws -> [BucketChecker.Diagnosis] {
        let census = try await BucketCensus.take(store, clock: clock)
        if case .missing = census.catalog, census.manifests.isEmpty, census.damagedManifests.isEmpty {
            throw Problem(
                .notFound, "Not a managed bucket",
                detail: "\(store.bucket) has neither \(BucketLayout.catalogKey) nor manifests of models",
                fix: "Create the bucket with this manager, or import a model into it."
            )
        }
        return BucketChecker(census: census, now: clock.now()).diagnoses()
    }

    private func outcome(of diagnosis: BucketChecker.Diagnosis) async throws -> FsckFinding.Outcome {
        guard diagnosis.finding.repair != nil else { return .left("nothing here can mend it") }
        do {
            try await BucketMender(store: store, clock: clock, lease: lease).apply(diagnosis.cure)
            return .repaired
        } catch let problem as Problem where [.importRunning, .conflict, .planOutdated].contains(problem.code) {
            return .left(problem.detail)
        }
    }
}
