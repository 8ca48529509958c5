package import Domain
import Foundation
package import GoogleCloud

/// The buckets of a Google Cloud project.
///
/// A bucket belongs to a project exactly when the project's list of buckets has it; names are global, so that anybody's
/// bucket could be named in a request.
package struct CloudBuckets: BucketProvider {
    /// Markers looked for at the same time: below the connections that go to one host, and far below its rate.
    private static let concurrency = 40
    private let storage: StorageClient
    private let uploads: CloudUploads
    private let marks: BucketMarks

    /// - Parameters:
    ///   - uploads: one for all providers of a process, for it has the sessions that are open.
    ///   - marks: likewise, for it knows what was seen.
    package init(storage: StorageClient, uploads: CloudUploads = CloudUploads(), marks: BucketMarks = BucketMarks()) {
        self.storage = storage
        self.uploads = uploads
        self.marks = marks
    }

    package func managedBuckets(in target: Domain.Target) async throws -> [Domain.Bucket] {
        let project = try project(target)
        let buckets = try await translating(bucket: "list of \(project)") {
            try await storage.buckets(project: project).buckets
        }
        return try await withThrowingTaskGroup(of: Domain.Bucket?.self) { group in
            var found: [Domain.Bucket] = []
            for (index, bucket) in buckets.filter({ !marks.isUnmarked($0) }).enumerated() {
                if index >= Self.concurrency, let done = try await group.next(), let done { found.append(done) }
                group.addTask { try await managed(bucket) }
            }
            for try await done in group { if let done { found.append(done) } }
            return found.sorted { $0.name < $1.name }
        }
    }

    package func bucket(_ name: String, in target: Domain.Target) async throws -> Domain.Bucket {
        let project = try project(target)
        marks.asked(name)
        if let bucket = try await owned(name, by: project) { return try await looked(bucket) }
        do {
            _ = try await translating(bucket: name) { try await storage.bucket(name) }
        } catch let problem as Problem {
            if problem.code == .notFound { throw Self.missing(name) }
            // Whose buckets we may not even look at are not this project's.
            if problem.code != .permissionDenied { throw problem }
        }
        throw Self.foreign(name, project)
    }

    package func create(_ name: String, location: String, in target: Domain.Target) async throws -> Domain.Bucket {
        let project = try project(target)
        let begun = Date.now
        marks.asked(name)
        let wish = GoogleCloud.Bucket(
            name: name, location: location.uppercased(), storageClass: "STANDARD",
            labels: [BucketMarks.label.0: BucketMarks.label.1],
            iamConfiguration: .init(uniformBucketLevelAccess: true, publicAccessPrevention: "enforced"),
            softDeletePolicy: .init(retentionDurationSeconds: 0),
            lifecycle: .init(rule: [.abortIncompleteMultipartUploads(afterDays: 1)])
        )
        do {
            let made = try await translating(bucket: name) { try await storage.insertBucket(wish, project: project) }
            await uploads.settle(storage, bucket: name)
            return Self.domain(made, isManaged: false)
        } catch let problem as Problem where problem.code == .alreadyExists {
            guard let there = try await owned(name, by: project) else { throw Self.foreign(name, project) }
            // The answer of our own first try may have been lost.
            if Self.isNew(there, since: begun), there.location?.lowercased() == location.lowercased() {
                return Self.domain(there, isManaged: false)
            }
            throw Problem(
                .alreadyExists, "The bucket exists", detail: "The project \(project) has the bucket \(name) already",
                fix: "Use it, or choose another name."
            )
        }
    }

    package func store(_ name: String, in target: Domain.Target) throws -> any ObjectStore {
        _ = try project(target)
        return CloudStore(bucket: name, storage: storage, uploads: uploads)
    }

    private func project(_ target: Domain.Target) throws(Problem) -> String {
        guard case .project(let id) = target else {
            throw Problem(
                .unsupported, "Not a Google Cloud project", detail: "‘\(target)’ has no buckets in Cloud Storage")
        }
        return id
    }

    private func owned(_ name: String, by project: String) async throws -> GoogleCloud.Bucket? {
        try await translating(bucket: name) {
            try await storage.buckets(project: project, prefix: name).buckets.first { $0.name == name }
        }
    }

    /// nil for a bucket without the marker, and for one that we may not look into.
    private func managed(_ bucket: GoogleCloud.Bucket) async throws -> Domain.Bucket? {
        do {
            let looked = try await looked(bucket)
            if looked.isManaged { return looked }
            marks.sawNone(bucket, isYoung: Self.isNew(bucket, since: .now - BucketMarks.soon / .seconds(1)))
            return nil
        } catch let problem as Problem where problem.code == .permissionDenied || problem.code == .bucketNotFound {
            return nil
        }
    }

    private func looked(_ bucket: GoogleCloud.Bucket) async throws -> Domain.Bucket {
        let name = bucket.name ?? ""
        await uploads.settle(storage, bucket: name)
        let marker = try await CloudStore(bucket: name, storage: storage).stat(BucketLayout.catalogKey)
        return Self.domain(bucket, isManaged: marker != nil)
    }

    private static func domain(_ bucket: GoogleCloud.Bucket, isManaged: Bool) -> Domain.Bucket {
        Domain.Bucket(
            name: bucket.name ?? "", location: bucket.location?.lowercased() ?? "", isManaged: isManaged,
            createdAt: bucket.timeCreated, warnings: warnings(of: bucket)
        )
    }

    /// What differs, at a cost, from the buckets that we make.
    private static func warnings(of bucket: GoogleCloud.Bucket) -> [String] {
        let name = bucket.name ?? ""
        var warnings: [String] = []
        let endsUploads = (bucket.lifecycle?.rule ?? []).contains { rule in
            rule.action?.type == "AbortIncompleteMultipartUpload" && (rule.condition?.matchesPrefix ?? []).isEmpty
        }
        if !endsUploads {
            warnings.append(
                "\(name) has no lifecycle rule that ends abandoned uploads: what a killed import leaves is billed until "
                    + "it is removed. Add the rule AbortIncompleteMultipartUpload with an age of 1 day, or run "
                    + "‘llm-manager models fsck’ now and then."
            )
        }
        if let kept = bucket.softDeletePolicy?.retentionDurationSeconds?.value, kept > 0 {
            warnings.append(
                "\(name) keeps deleted objects for \(kept / 86_400) days (soft delete), and they are billed. To end that: "
                    + "gcloud storage buckets update gs://\(name) --clear-soft-delete"
            )
        }
        if bucket.versioning?.enabled == true {
            warnings.append("\(name) keeps old versions of objects (versioning), and they are billed.")
        }
        return warnings
    }

    private static func isNew(_ bucket: GoogleCloud.Bucket, since begun: Date) -> Bool {
        guard let text = bucket.timeCreated else { return false }
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: text.contains("."))
        guard let created = try? style.parse(text) else { return false }
        return created > begun.addingTimeInterval(-5)
    }

    private static func missing(_ name: String) -> Problem {
        Problem(
            .bucketNotFound, "No such bucket", detail: "There is no bucket \(name)",
            fix: "Check the name, or create the bucket first."
        )
    }

    private static func foreign(_ name: String, _ project: String) -> Problem {
        Problem(
            .bucketForeign, "The bucket belongs to another project",
            detail: "\(name) exists, but not in the project \(project); bucket names are shared by all of Google Cloud",
            fix: "Choose another name, or the project that owns it."
        )
    }
}
