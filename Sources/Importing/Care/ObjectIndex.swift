package import Domain

/// A bucket's objects as one listing found them.
package struct ObjectIndex: Sendable {
    /// In the order of their names' UTF-8.
    package let all: [ObjectInfo]
    private let positions: [String: Int]

    package init(_ objects: [ObjectInfo]) {
        all = objects.sorted { Self.precedes($0.key, $1.key) }
        var positions: [String: Int] = [:]
        positions.reserveCapacity(objects.count)
        for (index, object) in all.enumerated() { positions[object.key] = index }
        self.positions = positions
    }

    package subscript(key: String) -> ObjectInfo? { positions[key].map { all[$0] } }

    /// The objects whose names begin with the prefix.
    package func under(_ prefix: String) -> ArraySlice<ObjectInfo> {
        var low = 0
        var high = all.count
        while low < high {
            let middle = (low + high) / 2
            if Self.precedes(all[middle].key, prefix) { low = middle + 1 } else { high = middle }
        }
        return all[low...].prefix { $0.key.utf8.starts(with: prefix.utf8) }
    }

    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
