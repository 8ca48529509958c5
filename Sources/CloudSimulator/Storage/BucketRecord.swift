import Foundation

/// A bucket: the resource as the client gave it, completed with defaults, and its policy.
struct BucketRecord: Sendable, Codable {
    let name: String
    /// Project id of the owner.
    let project: String
    let created: Date
    var updated: Date
    var metageneration: Int64
    /// Members of the bucket resource that the client can set.
    var settings: [String: JSONValue]
    var policy: IAMPolicy

    var hasUniformAccess: Bool {
        settings["iamConfiguration"]?["uniformBucketLevelAccess"]?["enabled"]?.bool ?? false
    }

    var isHierarchical: Bool {
        settings["hierarchicalNamespace"]?["enabled"]?.bool ?? false
    }

    var location: String { settings["location"]?.string ?? "US" }
    var storageClass: String { settings["storageClass"]?.string ?? "STANDARD" }
    var etag: String { Base64Text.encode("bucket-\(metageneration)") }
}
