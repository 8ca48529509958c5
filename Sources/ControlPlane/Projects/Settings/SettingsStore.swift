import Domain

/// A project's settings, in one of its managed buckets.
///
/// Of the managed buckets, the oldest first, the one that holds the object already is the one that counts; where none
/// does, the oldest gets it. So one more bucket moves nothing, and a person who sees fewer buckets finds the same object
/// as long as they see its bucket.
struct SettingsStore: Sendable {
    /// Attempts to write while others do.
    private static let attempts = 10

    let buckets: any BucketProvider
    let target: Target
    /// What earlier looks have found; nil: every look is a whole one.
    var places: SettingsPlaces?
    var pause: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    /// - Throws: `settings-unreadable`, `permission-denied`, …: never empty settings for what could not be read.
    func read() async throws -> ProjectSettings {
        guard let place = try await place(), place.generation != nil,
            let current = try await load(place.bucket)
        else {
            places?.remember(.nowhere, of: target)
            return ProjectSettings()
        }
        places?.remember(.bucket(place.bucket), of: target)
        return current.document.settings(in: place.bucket)
    }

    /// The same, looking first where they were lately: for what is shown and asked again before it is done.
    func glance() async throws -> ProjectSettings {
        switch places?.hint(of: target) {
        case .nowhere?: return ProjectSettings()
        case .bucket(let bucket)?:
            if let current = try? await load(bucket) { return current.document.settings(in: bucket) }
            places?.forget(target)
            return try await read()
        case nil: return try await read()
        }
    }

    /// Reads, changes and writes under a generation precondition; begins anew when somebody else wrote meanwhile.
    ///
    /// - Throws: `conflict` where the project has no managed bucket, or others kept writing.
    func change(_ edit: @Sendable (inout SettingsDocument) throws -> Void) async throws -> ProjectSettings {
        guard let place = try await place() else {
            throw Problem(
                .conflict, "Nowhere to remember it",
                detail: "settings of a project live in its managed buckets, and \(target) has none",
                fix: "Create a bucket first: llm-manager buckets create NAME --location REGION."
            )
        }
        let store = try buckets.store(place.bucket, in: target)
        for attempt in 1... {
            let current = try await load(place.bucket)
            var document = current?.document ?? SettingsDocument()
            try edit(&document)
            if let current, current.document == document { break }
            do {
                _ = try await store.write(
                    BucketLayout.settingsKey, try document.serialized(),
                    if: current.map { .generation($0.generation) } ?? .absent, metadata: [:]
                )
                places?.remember(.bucket(place.bucket), of: target)
                return document.settings(in: place.bucket)
            } catch let problem as Problem where problem.code == .conflict && attempt < Self.attempts {
                try await pause(.milliseconds(100 * attempt + Int.random(in: 0..<100)))
            }
        }
        return try await read()
    }

    private struct Place: Sendable {
        var bucket: String
        /// nil: not there yet.
        var generation: Int64?
    }

    private func place() async throws -> Place? {
        let managed = try await buckets.managedBuckets(in: target)
            .sorted { ($0.createdAt ?? "~", $0.name) < ($1.createdAt ?? "~", $1.name) }
        let (buckets, target) = (buckets, target)
        let found = try await concurrently(managed, atMost: 8) { bucket in
            let info = try await buckets.store(bucket.name, in: target).stat(BucketLayout.settingsKey)
            return Place(bucket: bucket.name, generation: info?.generation)
        }
        return found.first { $0.generation != nil } ?? found.first
    }

    private func load(_ bucket: String) async throws -> (document: SettingsDocument, generation: Int64)? {
        let store = try buckets.store(bucket, in: target)
        for _ in 0..<Self.attempts {
            guard let before = try await store.stat(BucketLayout.settingsKey) else { return nil }
            guard before.size <= SettingsDocument.limit else {
                throw SettingsDocument.unreadable(bucket, "it has \(before.size) bytes")
            }
            let bytes = try await store.read(BucketLayout.settingsKey, range: nil)
                .collect(upTo: SettingsDocument.limit)
            // Whoever writes back what was read must have read the generation that is replaced.
            if try await store.stat(BucketLayout.settingsKey)?.generation == before.generation {
                return (try SettingsDocument(parsing: bytes, bucket: bucket), before.generation)
            }
        }
        throw SettingsDocument.unreadable(bucket, "it changes faster than it can be read")
    }
}
