import Domain

/// Which files of an import a snapshot names, when there are too many to name them all: those that run, those that
/// have failed, the latest that were verified, and the first of the rest.
struct ShownFiles: Sendable {
    /// Verified files that are still named, the latest ones.
    private static let recentLimit = 20

    private var active: Set<Int> = []
    private var failed: Set<Int> = []
    /// Oldest first.
    private var recent: [Int] = []

    init(_ files: [FileProgress] = []) {
        for (index, file) in files.enumerated() where file.state != .waiting && file.state != .skipped {
            moved(index, from: .waiting, to: file.state)
        }
    }

    mutating func moved(_ index: Int, from old: FileProgress.State, to new: FileProgress.State) {
        if old.isActive, !new.isActive { active.remove(index) }
        if old == .failed { failed.remove(index) }
        if new.isActive { active.insert(index) }
        if new == .failed { failed.insert(index) }
        guard new == .verified else { return }
        recent.append(index)
        if recent.count > Self.recentLimit { recent.removeFirst() }
    }

    /// At most ``ImportSnapshot/shownFiles`` indexes, ascending.
    ///
    /// - Parameter count: of all files.
    func indexes(of count: Int) -> [Int] {
        let limit = ImportSnapshot.shownFiles
        guard count > limit else { return Array(0..<count) }
        // Half at most for each kind, so that a thousand failures do not hide what runs.
        var chosen = Set(active.prefix(limit / 2))
        chosen.formUnion(failed.prefix(limit / 4))
        chosen.formUnion(recent)
        var next = 0
        while chosen.count < limit, next < count {
            chosen.insert(next)
            next += 1
        }
        return chosen.sorted()
    }
}
