import Domain

/// The objects that an import keeps in the bucket, by their names.
enum ImportObject: Sendable, Hashable {
    case plan
    case lease
    case journal(task: Int, slot: Int)
    case segment(task: Int, number: Int)

    /// Nil for a name that is not one of ours.
    init?(key: String, importID: String) {
        let prefix = BucketLayout.importPrefix(importID)
        guard key.hasPrefix(prefix) else { return nil }
        switch key.dropFirst(prefix.count) {
        case "plan.json": self = .plan
        case "lease.json": self = .lease
        case let name:
            guard name.hasSuffix(".json") else { return nil }
            let words = name.dropLast(5).split(separator: "-", omittingEmptySubsequences: false)
            guard words.count == 3, let task = Int(words[1]), let number = Int(words[2]), task >= 0, number >= 0
            else { return nil }
            switch words[0] {
            case "journal" where number <= 1: self = .journal(task: task, slot: number)
            case "done": self = .segment(task: task, number: number)
            default: return nil
            }
        }
    }
}
