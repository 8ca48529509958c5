import Domain

/// Whether a service account can read a bucket's objects, from the policies that can be seen: pure.
enum RuntimeAccess: Sendable, Hashable {
    /// By which role, and where it is granted.
    case granted(role: String, place: String)
    /// Only under a condition, which nobody but Google can evaluate.
    case conditional(role: String, condition: String)
    case missing
    /// Not on the bucket, and the project's policy cannot be read.
    case unseen

    /// Roles that list and read objects.
    private static let readers: Set<String> = [
        "roles/storage.objectViewer", "roles/storage.objectUser", "roles/storage.objectAdmin", "roles/storage.admin",
    ]
    /// Half each: listing, and reading.
    private static let listing: Set<String> = [
        "roles/storage.legacyBucketReader", "roles/storage.legacyBucketWriter", "roles/storage.legacyBucketOwner",
    ]
    private static let reading: Set<String> = ["roles/storage.legacyObjectReader", "roles/storage.legacyObjectOwner"]
    /// Basic roles of the project, and what a bucket's policy calls their members.
    private static let basic = [
        "roles/owner": "projectOwner", "roles/editor": "projectEditor", "roles/viewer": "projectViewer",
    ]

    /// - Parameter projectGrants: nil where the project's policy may not be read.
    init(email: String, project: String, bucket: [GrantFact], projectGrants: [GrantFact]?) {
        let member = "serviceAccount:\(email)"
        var members: Set<String> = [member, "allUsers", "allAuthenticatedUsers"]
        for grant in projectGrants ?? [] where grant.member == member && grant.condition == nil {
            if let group = Self.basic[grant.role] { members.insert("\(group):\(project)") }
        }
        let onBucket = bucket.filter { members.contains($0.member) }
        let onProject = (projectGrants ?? []).filter { $0.member == member }
        if let grant = onBucket.first(where: { Self.readers.contains($0.role) && $0.condition == nil }) {
            self = .granted(role: grant.role, place: "the bucket")
        } else if let grant = onProject.first(where: { Self.readers.contains($0.role) && $0.condition == nil }) {
            self = .granted(role: grant.role, place: "the project")
        } else if let list = onBucket.first(where: { Self.listing.contains($0.role) }),
            let read = onBucket.first(where: { Self.reading.contains($0.role) })
        {
            self = .granted(role: "\(list.role) and \(read.role)", place: "the bucket")
        } else if let grant = (onBucket + onProject).first(where: { Self.readers.contains($0.role) }) {
            self = .conditional(role: grant.role, condition: grant.condition ?? "a condition")
        } else {
            self = projectGrants == nil ? .unseen : .missing
        }
    }
}
