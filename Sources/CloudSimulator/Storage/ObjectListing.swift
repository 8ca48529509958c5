/// One page of a listing: a pure function of the names.
struct ObjectListing: Sendable {
    var prefix = ""
    var delimiter = ""
    var startOffset: String?
    var endOffset: String?
    var glob: ObjectGlob?
    var includesTrailingDelimiter = false
    var limit = 1000
    /// The last name or prefix of the page before.
    var after: String?

    /// Items and prefixes in the order of names; together at most `limit`.
    func page(of objects: [ObjectRecord]) -> (items: [ObjectRecord], prefixes: [String], next: String?) {
        var items: [ObjectRecord] = []
        var prefixes: [String] = []
        var last: String?
        for object in objects where isCandidate(object.name) {
            let folder = folder(of: object.name)
            let entry = folder ?? object.name
            if let after, !after.utf8.lexicographicallyPrecedes(entry.utf8) { continue }
            if let folder, folder == prefixes.last {
                if includesTrailingDelimiter, object.name == folder { items.append(object) }
                continue
            }
            if items.count + prefixes.count >= limit { return (items, prefixes, last) }
            if let folder { prefixes.append(folder) }
            if folder == nil || (includesTrailingDelimiter && object.name == folder) { items.append(object) }
            last = entry
        }
        return (items, prefixes, nil)
    }

    private func isCandidate(_ name: String) -> Bool {
        if !name.utf8.starts(with: prefix.utf8) { return false }
        if let startOffset, name.utf8.lexicographicallyPrecedes(startOffset.utf8) { return false }
        if let endOffset, !endOffset.isEmpty, !name.utf8.lexicographicallyPrecedes(endOffset.utf8) { return false }
        return glob?.matches(name) ?? true
    }

    /// The name up to and with the first delimiter behind the prefix.
    private func folder(of name: String) -> String? {
        guard !delimiter.isEmpty else { return nil }
        let rest = name.dropFirst(prefix.count)
        guard let found = rest.firstRange(of: delimiter) else { return nil }
        return prefix + rest[..<found.upperBound]
    }
}
