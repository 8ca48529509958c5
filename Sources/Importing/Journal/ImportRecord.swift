package import Domain
import NIOCore

/// What an import set out to do; written once, when it begins, so that any process can go on with it.
///
/// Whether a token was used is remembered, the token never.
package struct ImportRecord: Sendable, Hashable, Codable {
    package var plan: ImportPlan
    package var target: Target
    package var usesToken: Bool
    package var startedBy: String
    /// RFC 3339, UTC.
    package var startedAt: String
    /// Where it was sent to run.
    package var executor: ExecutorKind
    /// How many tasks share its files.
    package var tasks: Int
    /// The job that runs it, by its full name; nil in process.
    package var job: String?
    /// Its owner lets the hub's token live in Secret Manager until the import ends, so that any instance can resume it.
    package var keepsToken: Bool

    package init(
        plan: ImportPlan, target: Target, usesToken: Bool, startedBy: String, startedAt: String,
        executor: ExecutorKind = .process, tasks: Int = 1, job: String? = nil,
        keepsToken: Bool = false
    ) {
        self.plan = plan
        self.target = target
        self.usesToken = usesToken
        self.startedBy = startedBy
        self.startedAt = startedAt
        self.executor = executor
        self.tasks = tasks
        self.job = job
        self.keepsToken = keepsToken
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        plan = try container.decode(ImportPlan.self, forKey: .plan)
        target = try container.decode(Target.self, forKey: .target)
        usesToken = try container.decode(Bool.self, forKey: .usesToken)
        startedBy = try container.decode(String.self, forKey: .startedBy)
        startedAt = try container.decode(String.self, forKey: .startedAt)
        // Records of the first release know one process only.
        executor = try container.decodeIfPresent(ExecutorKind.self, forKey: .executor) ?? .process
        tasks = try container.decodeIfPresent(Int.self, forKey: .tasks) ?? 1
        job = try container.decodeIfPresent(String.self, forKey: .job)
        keepsToken = try container.decodeIfPresent(Bool.self, forKey: .keepsToken) ?? false
    }

    /// Nil when there is no such import. A record that cannot be read is an error.
    package static func read(_ importID: String, from store: any ObjectStore) async throws -> ImportRecord? {
        let key = BucketLayout.planKey(importID)
        guard try await store.stat(key) != nil else { return nil }
        let bytes = try await store.read(key, range: nil).collect(upTo: 256 << 20)
        do {
            return try JSONDocument.decode(ImportRecord.self, from: bytes)
        } catch {
            throw Problem(
                .conflict, "The import's record cannot be read",
                detail: "\(key) in \(store.bucket) is damaged, or was written by a newer version",
                fix: "Cancel the import and start it again."
            )
        }
    }

    package func write(to store: any ObjectStore) async throws {
        let bytes = try JSONDocument.encode(self)
        _ = try await store.write(BucketLayout.planKey(plan.importID), bytes, if: .always, metadata: [:])
    }

    /// Ids of every import that has left something in the bucket.
    package static func ids(in store: any ObjectStore) async throws -> [String] {
        var ids: [String] = []
        for info in try await store.list(prefix: BucketLayout.importsPrefix) {
            let rest = info.key.dropFirst(BucketLayout.importsPrefix.count)
            guard let id = rest.split(separator: "/").first.map(String.init), rest.hasSuffix("/plan.json") else {
                continue
            }
            ids.append(id)
        }
        return ids
    }
}
