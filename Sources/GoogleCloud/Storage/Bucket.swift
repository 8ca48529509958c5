/// A bucket (`storage.buckets`). Only what is set is sent; what Google alone writes has no place in the initializer.
package struct Bucket: Sendable, Hashable, Codable {
    package struct IAMConfiguration: Sendable, Hashable, Codable {
        package struct UniformBucketLevelAccess: Sendable, Hashable, Codable {
            package var enabled: Bool?

            package init(enabled: Bool) { self.enabled = enabled }
        }

        package var uniformBucketLevelAccess: UniformBucketLevelAccess?
        /// `inherited` or `enforced`.
        package var publicAccessPrevention: String?

        package init(uniformBucketLevelAccess: Bool? = nil, publicAccessPrevention: String? = nil) {
            self.uniformBucketLevelAccess = uniformBucketLevelAccess.map(UniformBucketLevelAccess.init)
            self.publicAccessPrevention = publicAccessPrevention
        }
    }

    package struct Switch: Sendable, Hashable, Codable {
        package var enabled: Bool?

        package init(enabled: Bool) { self.enabled = enabled }
    }

    package struct SoftDeletePolicy: Sendable, Hashable, Codable {
        package var retentionDurationSeconds: GoogleInt64?

        package init(retentionDurationSeconds: GoogleInt64) {
            self.retentionDurationSeconds = retentionDurationSeconds
        }
    }

    package struct Lifecycle: Sendable, Hashable, Codable {
        package struct Rule: Sendable, Hashable, Codable {
            package struct Action: Sendable, Hashable, Codable {
                package var type: String?
            }
            package struct Condition: Sendable, Hashable, Codable {
                package var age: Int?
                package var matchesPrefix: [String]?
            }
            package var action: Action?
            package var condition: Condition?

            /// Ends multipart uploads that nobody finished.
            package static func abortIncompleteMultipartUploads(afterDays days: Int) -> Rule {
                Rule(action: Action(type: "AbortIncompleteMultipartUpload"), condition: Condition(age: days))
            }
        }
        package var rule: [Rule]?

        package init(rule: [Rule]) { self.rule = rule }
    }

    package var name: String?
    /// Upper case in answers; compare without case.
    package var location: String?
    package private(set) var locationType: String?
    package var storageClass: String?
    package private(set) var projectNumber: GoogleInt64?
    package private(set) var metageneration: GoogleInt64?
    package private(set) var timeCreated: String?
    package private(set) var etag: String?
    package var labels: [String: String]?
    package var iamConfiguration: IAMConfiguration?
    package var hierarchicalNamespace: Switch?
    package var softDeletePolicy: SoftDeletePolicy?
    package var versioning: Switch?
    package var lifecycle: Lifecycle?

    package init(
        name: String? = nil,
        location: String? = nil,
        storageClass: String? = nil,
        labels: [String: String]? = nil,
        iamConfiguration: IAMConfiguration? = nil,
        hierarchicalNamespace: Switch? = nil,
        softDeletePolicy: SoftDeletePolicy? = nil,
        lifecycle: Lifecycle? = nil
    ) {
        self.name = name
        self.location = location
        self.storageClass = storageClass
        self.labels = labels
        self.iamConfiguration = iamConfiguration
        self.hierarchicalNamespace = hierarchicalNamespace
        self.softDeletePolicy = softDeletePolicy
        self.lifecycle = lifecycle
    }
}

/// A page of `storage.buckets.list`.
package struct BucketPage: Sendable, Hashable, Decodable {
    package var items: [Bucket]?
    package var nextPageToken: String?
    /// Buckets that could not be listed now.
    package var unreachable: [String]?
}
