/// Where a share of a service's requests goes.
package struct TrafficShare: Sendable, Hashable, Codable {
    /// The revision's short name; nil: whichever ready revision is the latest.
    package var revision: String?
    /// 0 to 100; a tagged revision may have 0.
    package var percent: Int
    /// Gives the revision an address of its own.
    package var tag: String?
    /// The tag's address, as the runtime says it.
    package var url: String?

    package init(revision: String?, percent: Int, tag: String? = nil, url: String? = nil) {
        self.revision = revision
        self.percent = percent
        self.tag = tag
        self.url = url
    }

    /// - Parameter text: `latest=80`, `REVISION=20`, `REVISION=0:TAG`.
    /// - Throws: `invalid-request`.
    package init(parsing text: String) throws(Problem) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let rest = parts.count == 2 ? parts[1].split(separator: ":", maxSplits: 1).map(String.init) : []
        guard let first = rest.first, let percent = Int(first), !parts[0].isEmpty else {
            throw Problem(
                .invalidRequest, "Not a share of traffic", detail: "‘\(text.prefix(100))’",
                fix: "Write REVISION=PERCENT or latest=PERCENT, and :TAG after it to tag the revision."
            )
        }
        self.init(
            revision: parts[0] == "latest" ? nil : parts[0], percent: percent, tag: rest.count == 2 ? rest[1] : nil
        )
    }

    /// - Throws: `invalid-request` unless the shares total 100, none is out of range, and none stands there twice.
    package static func check(_ shares: [TrafficShare]) throws(Problem) {
        let total = shares.reduce(0) { $0 + $1.percent }
        guard shares.allSatisfy({ (0...100).contains($0.percent) }), total == 100 else {
            throw refusal("the shares total \(total) %, not 100 %")
        }
        var seen: Set<String> = []
        for share in shares where !seen.insert("\(share.revision ?? "latest") \(share.tag ?? "")").inserted {
            throw refusal("\(share.revision ?? "latest") stands there twice")
        }
        var tags: Set<String> = []
        for tag in shares.compactMap(\.tag) {
            guard isTag(tag) else {
                throw refusal("‘\(tag.prefix(60))’ is no tag: a lowercase letter, then letters, digits, hyphens")
            }
            guard tags.insert(tag).inserted else { throw refusal("the tag \(tag) stands there twice") }
        }
    }

    private static func isTag(_ text: String) -> Bool {
        guard let first = text.utf8.first, (97...122).contains(first), text.utf8.last != 45 else { return false }
        return text.utf8.count <= 46
            && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    }

    private static func refusal(_ why: String) -> Problem {
        Problem(
            .invalidRequest, "Traffic cannot be divided so", detail: why,
            fix: "Give whole percents that total 100, each revision once."
        )
    }
}
