import Domain

/// The other buckets of the target: which there are, what their catalogs hold, what a copy out of them costs.
extension CopyFinder {
    func other(_ bucket: String) throws -> any ObjectStore {
        guard bucket != store.bucket, let buckets else { return store }
        return try buckets.store(bucket, in: target)
    }

    /// Files whose source names the object that has them (`gs://`), for a store that can copy it.
    ///
    /// The CRC32C is the source bucket's word; nobody has taken a SHA-256.
    func named(_ files: [SourceFile]) async throws -> Finding {
        var finding = Finding()
        guard case .project = target else { return finding }
        for file in files {
            guard let place = file.place, let size = file.size, case .crc32c(let sum)? = file.digest else { continue }
            let isWithin = place.bucket == store.bucket && store.capabilities.copies != .none
            guard isWithin || store.capabilities.copies == .anyBucket else { continue }
            finding.copies.append(
                PlannedCopy(path: file.path, from: place, size: size, crc32c: sum, sha256: nil)
            )
        }
        var locations: [String: String] = [:]
        for name in Set(finding.copies.map(\.from.bucket)) where name != store.bucket {
            // A bucket of another project does not say where it is; its copies have no price here.
            locations[name] = try? await buckets?.bucket(name, in: target).location
        }
        if !locations.isEmpty, let own = try? await buckets?.bucket(store.bucket, in: target).location {
            price(finding.copies, from: locations, to: own, &finding)
        }
        return finding
    }

    /// Managed buckets but the own one, and where the own one is.
    func otherBuckets(_ provider: any BucketProvider, _ warnings: inout [String]) async throws -> (
        buckets: [Bucket], location: String?
    ) {
        do {
            let all = try await provider.managedBuckets(in: target)
            let others = all.filter { $0.name != store.bucket }
            return (Array(others.prefix(Self.bucketLimit)), all.first { $0.name == store.bucket }?.location)
        } catch let problem as Problem where problem.code != .cancelled {
            warnings.append("The other buckets were not looked into for the same files: \(problem.title).")
            return ([], nil)
        }
    }

    func candidates(_ others: [Bucket], _ warnings: inout [String]) async throws -> [Candidate] {
        let catalogs = try await concurrently(others) { bucket in
            try await Catalog(other(bucket.name)).entriesIfAny()
        }
        var found: [Candidate] = []
        for (bucket, outcome) in zip(others, catalogs) {
            switch outcome {
            case .success(let entries):
                found += entries.map { Candidate(bucket: bucket.name, location: bucket.location, entry: $0) }
            case .failure(let problem):
                warnings.append(Self.notLookedInto("the catalog", bucket.name, problem))
            }
        }
        return found
    }

    static func notLookedInto(_ what: String, _ bucket: String, _ problem: Problem) -> String {
        "Bucket \(bucket): \(what) could not be read, so nothing is copied from there (\(problem.title))."
    }

    /// Bytes that cross from one location to another are charged.
    func price(
        _ copies: [PlannedCopy], from locations: [String: String], to location: String?, _ finding: inout Finding
    ) {
        guard let location else { return }
        let crossing = copies.filter { copy in locations[copy.from.bucket].map { $0 != location } ?? false }
        guard !crossing.isEmpty else { return }
        var cost: Money? = .usd(0)
        for copy in crossing {
            let rate = TransferPrice.perGiB(from: locations[copy.from.bucket] ?? "", to: location)
            cost = rate.flatMap { rate in cost.map { $0 + rate * (Double(copy.size) / Double(1 << 30)) } }
        }
        finding.cost = cost.map { (finding.cost ?? .usd(0)) + $0 } ?? finding.cost
        let bytes = ByteCount(crossing.reduce(0) { $0 + $1.size })
        let from = Set(crossing.compactMap { locations[$0.from.bucket] }).sorted().joined(separator: ", ")
        let price = cost.map { ", about \($0.text)" } ?? ""
        finding.warnings.append(
            "\(bytes) are copied from \(from) to \(location): transfer between locations is charged\(price).")
    }

    /// What came of one item.
    private struct Answer<Value: Sendable>: Sendable {
        var index: Int
        var result: Result<Value, Problem>
    }

    /// Some at a time, in the order of the items; one that fails spoils no other.
    func concurrently<Item: Sendable, Value: Sendable>(
        _ items: [Item], _ body: @escaping @Sendable (Item) async throws -> Value
    ) async throws -> [Result<Value, Problem>] {
        try await withThrowingTaskGroup(of: Answer<Value>.self) { group in
            var results: [Int: Result<Value, Problem>] = [:]
            for (index, item) in items.enumerated() {
                if index >= Self.concurrency, let next = try await group.next() { results[next.index] = next.result }
                group.addTask {
                    do {
                        return Answer(index: index, result: .success(try await body(item)))
                    } catch let problem as Problem where problem.code != .cancelled {
                        return Answer(index: index, result: .failure(problem))
                    }
                }
            }
            for try await next in group { results[next.index] = next.result }
            return items.indices.compactMap { results[$0] }
        }
    }
}
