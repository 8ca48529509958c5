import Domain

/// Adds to a listing of imports how those have ended that other processes ran: they leave no trace in the bucket.
actor ImportEndings {
    /// How long an end is told, so that every page that looks now and then hears of it.
    private static let toldFor = Duration.seconds(60)

    private var running: [Target: [String: ImportSnapshot]] = [:]
    private var ended: [Target: [String: (snapshot: ImportSnapshot, at: ContinuousClock.Instant)]] = [:]

    /// - Parameter ask: says how an import ended; when it cannot, it is asked again with the next listing.
    func complete(
        _ listing: ImportListing, of target: Target, now: ContinuousClock.Instant = .now,
        ask: @Sendable (ImportSnapshot) async throws -> ImportSnapshot
    ) async -> ImportListing {
        let before = running[target] ?? [:]
        let listed = Set(listing.imports.map(\.id))
        let unread = Set(listing.problems.map(\.bucket))
        var open = Dictionary(
            listing.imports.filter { !$0.state.isSettled }.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }
        )
        for (id, snapshot) in before where !listed.contains(id) {
            if !unread.contains(snapshot.bucket), let end = try? await ask(snapshot) {
                ended[target, default: [:]][id] = (end, now)
            } else {
                open[id] = snapshot
            }
        }
        running[target] = open
        ended[target] = ended[target]?.filter { now - $0.value.at < Self.toldFor && open[$0.key] == nil }
        var all = listing
        all.imports += (ended[target] ?? [:]).values.map(\.snapshot).filter { !listed.contains($0.id) }
        return all
    }
}
