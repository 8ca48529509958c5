/// What a container sees of Cloud Storage through its mounts.
protocol MountedBuckets: Sendable {
    /// Names of all objects of a bucket; nil when there is no such bucket.
    func objectNames(in bucket: String) throws -> [String]?
    /// The bytes of a small object; nil when there is none.
    func contents(of object: String, in bucket: String) throws -> [UInt8]?
    /// Whether a service account may list and read the objects of a bucket.
    func canRead(_ bucket: String, serviceAccount: String) throws -> Bool
}
