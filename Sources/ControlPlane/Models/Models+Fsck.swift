package import Domain

extension Models {
    /// Looks for what does not fit together in a bucket, or in every managed bucket; changes nothing. Needs the viewer
    /// role.
    ///
    /// A bucket that cannot be checked becomes a problem of the listing. A bucket whose catalog is lost is not found
    /// among the managed ones: it must be named.
    package func check(_ context: RequestContext, bucket: String? = nil) async throws -> FsckListing {
        try await world.look(context, "check storage") {
            let care = world.care
            return try await fsck(context, bucket) { try await care.check($0) }
        }
    }

    /// Mends what a check finds, as far as it can be mended without a person. Safe beside imports, deletions and other
    /// repairs. Needs the operator role.
    package func repair(_ context: RequestContext, bucket: String? = nil) async throws -> FsckListing {
        try await world.change(context, "models.fsck", of: bucket ?? "all buckets") {
            let care = world.care
            let listing = try await fsck(context, bucket) { try await care.repair($0) }
            listing.noteFindings()
            return listing
        }
    }

    func fsck(
        _ context: RequestContext, _ bucket: String?,
        _ work: @escaping @Sendable (any ObjectStore) async throws -> FsckReport
    ) async throws -> FsckListing {
        var listing = FsckListing()
        for (name, result) in try await inBuckets(context, bucket, work) {
            switch result {
            case .success(let report): listing.reports.append(report)
            case .failure(let problem):
                listing.problems.append(ModelListing.BucketProblem(bucket: name, problem: problem))
            }
        }
        return listing
    }

    /// Does something in a bucket, or in every managed one, a few at a time; a failure is that bucket's alone.
    func inBuckets<Value: Sendable>(
        _ context: RequestContext, _ bucket: String?,
        _ work: @escaping @Sendable (any ObjectStore) async throws -> Value
    ) async throws -> [(String, Result<Value, Problem>)] {
        let provider = try world.targets.buckets(of: context.target)
        let target = context.target
        let names: [String]
        if let bucket {
            names = [try await provider.bucket(bucket, in: target).name]
        } else {
            names = try await provider.managedBuckets(in: target).map(\.name).sorted()
        }
        return try await concurrently(names, atMost: 4) { name in
            do {
                return (name, .success(try await work(provider.store(name, in: target))))
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                return (name, .failure(Problem(wrapping: error)))
            }
        }
    }
}

extension FsckListing {
    /// For the audit line of a repair: what did not fit together in each bucket, and what still does not.
    func noteFindings() {
        func findings(_ isIn: (FsckFinding) -> Bool) -> [String: [FsckFinding]] {
            reports.reduce(into: [:]) { all, report in
                all[report.bucket, default: []] += report.findings.filter(isIn).map { finding in
                    var finding = finding
                    finding.outcome = nil
                    return finding
                }
            }
        }
        AuditNote.before(findings { _ in true })
        AuditNote.after(findings { $0.outcome != .repaired })
    }
}
