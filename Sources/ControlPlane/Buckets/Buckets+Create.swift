package import Domain

extension Buckets {
    /// Creates a bucket and writes the marker that makes it a managed one. Needs the operator role.
    ///
    /// A bucket of the target that exists already is adopted by writing its marker; creating one twice is harmless.
    package func create(_ context: RequestContext, name: String, location: String) async throws -> Bucket {
        try await world.change(context, "buckets.create", of: name) {
            try Self.check(name)
            let provider = try world.targets.buckets(of: context.target)
            AuditNote.before(try? await provider.bucket(name, in: context.target))
            var bucket: Bucket
            do {
                bucket = try await provider.create(name, location: location, in: context.target)
            } catch let problem as Problem where problem.code == .alreadyExists {
                bucket = try await provider.bucket(name, in: context.target)
            }
            try await world.catalog.begin(in: provider.store(name, in: context.target))
            bucket.isManaged = true
            AuditNote.after(bucket)
            return bucket
        }
    }

    /// The part of Cloud Storage's naming rules that can be said without asking (cloud.google.com/storage/docs/buckets).
    static func check(_ name: String) throws(Problem) {
        let bytes = Array(name.utf8)
        let isEnd: (UInt8) -> Bool = { (97...122).contains($0) || (48...57).contains($0) }
        let isValid =
            (3...222).contains(bytes.count) && isEnd(bytes[0]) && isEnd(bytes[bytes.count - 1])
            && bytes.allSatisfy { isEnd($0) || [45, 46, 95].contains($0) }
            && name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
                (1...63).contains($0.utf8.count)
            }
        guard isValid, !name.hasPrefix("goog"), !name.contains("google") else {
            throw Problem(
                .invalidRequest, "Not a bucket name",
                detail: "‘\(name.prefix(100))’ breaks Cloud Storage's naming rules",
                fix: "3 to 63 lowercase letters, digits, hyphens and underscores; a letter or digit at both ends; "
                    + "nothing with ‘google’."
            )
        }
    }
}
