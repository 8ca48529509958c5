/// A model under a prefix of a Cloud Storage bucket: `gs://BUCKET[/PREFIX][#NAME]`.
///
/// The canonical prefix has no slash first or last. The name defaults to the prefix's last part (or the bucket's name);
/// a prefix that itself holds a `#` is always written with its name.
package struct BucketReference: Sendable, Hashable, CustomStringConvertible {
    package let bucket: String
    /// Empty: the whole bucket.
    package let prefix: String
    /// See ``ModelName``.
    package let name: String

    /// - Parameter text: what follows `gs://`.
    /// - Throws: `invalid-reference` for what cannot be a bucket's name or an object's, and where no name can be made of
    ///   the last part.
    package init(parsing text: String) throws(Problem) {
        let (place, name) = ModelName.split(text)
        let parts = place.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        try self.init(bucket: parts[0], prefix: parts.count == 2 ? parts[1] : "", name: name)
    }

    package init(bucket: String, prefix: String, name: String? = nil) throws(Problem) {
        guard Self.isBucket(bucket) else {
            throw Self.problem(bucket, "a bucket's name has 3 to 222 lowercase letters, digits, ‘-’, ‘_’ and ‘.’")
        }
        var prefix = Substring(prefix)
        if prefix.last == "/" { prefix.removeLast() }
        let parts = prefix.split(separator: "/", omittingEmptySubsequences: false)
        guard prefix.utf8.count <= 1000, !ModelName.hasControls(String(prefix)) else {
            throw Self.problem("\(bucket)/\(prefix)", "the prefix is too long or has control characters")
        }
        guard prefix.isEmpty || !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else {
            throw Self.problem("\(bucket)/\(prefix)", "the prefix has an empty part, ‘.’ or ‘..’")
        }
        self.bucket = bucket
        self.prefix = String(prefix)
        self.name = try ModelName.chosen(name, place: Self.place(bucket, self.prefix), prefix: "gs://")
    }

    package var description: String {
        let place = Self.place(bucket, prefix)
        let isPlain = !place.contains("#") && place.split(separator: "/").last.map(String.init) == name
        return "gs://" + (isPlain ? place : "\(place)#\(name)")
    }

    private static func place(_ bucket: String, _ prefix: String) -> String {
        prefix.isEmpty ? bucket : "\(bucket)/\(prefix)"
    }

    /// cloud.google.com/storage/docs/buckets#naming, the part that matters for a path.
    private static func isBucket(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard (3...222).contains(bytes.count), let first = bytes.first, let last = bytes.last else { return false }
        func isPlain(_ byte: UInt8) -> Bool { (97...122).contains(byte) || (48...57).contains(byte) }
        return isPlain(first) && isPlain(last) && !name.contains("..")
            && bytes.allSatisfy { isPlain($0) || $0 == 45 || $0 == 95 || $0 == 46 }
    }

    private static func problem(_ text: String, _ why: String) -> Problem {
        Problem(
            .invalidReference, "Not a place in Cloud Storage", detail: "‘gs://\(ModelName.shown(text))’: \(why)",
            fix: "Write gs://BUCKET/PREFIX[#NAME], for example gs://our-finetunes/support-bot/v3#support-bot."
        )
    }
}
