package import Domain

/// Models in buckets, and models to be found in hubs.
package struct Models: Sendable {
    let world: ControlPlane.Dependencies

    init(_ world: ControlPlane.Dependencies) { self.world = world }

    func store(_ bucket: String, _ context: RequestContext) async throws -> any ObjectStore {
        let provider = try world.targets.buckets(of: context.target)
        _ = try await provider.bucket(bucket, in: context.target)
        return try provider.store(bucket, in: context.target)
    }
}

/// Which model of a bucket is meant.
package struct ModelSelection: Sendable, Hashable, CustomStringConvertible {
    package var bucket: String
    package var source: SourceKind
    package var id: String
    /// nil: the newest one of that id. An empty pin is a model adopted without one. A prefix of at least 7 digits is
    /// enough when it fits one model only.
    package var pin: String?

    package init(bucket: String, source: SourceKind, id: String, pin: String? = nil) {
        self.bucket = bucket
        self.source = source
        self.id = id
        self.pin = pin
    }

    package var description: String {
        "\(bucket)/" + ModelIdentity(source: source, id: id, pin: pin ?? "").description
    }

    /// - Throws: `model-not-found`; `conflict` when a short pin fits several.
    func pick(from entries: [CatalogEntry]) throws(Problem) -> CatalogEntry {
        let named = entries.filter { $0.model.source == source && $0.model.id == id }
        guard let pin else {
            guard let newest = named.max(by: Self.isOlder) else { throw missing(among: named) }
            return newest
        }
        if let exact = named.first(where: { $0.model.pin == pin }) { return exact }
        let short = pin.utf8.count >= 7 ? named.filter { Self.digits($0.model.pin).hasPrefix(Self.digits(pin)) } : []
        guard short.count <= 1 else {
            throw Problem(
                .conflict, "More than one model", detail: "‘\(pin)’ begins \(short.count) pins of \(id) in \(bucket)",
                fix: "Give more digits of the pin."
            )
        }
        guard let one = short.first else { throw missing(among: named) }
        return one
    }

    /// A completed model comes before one that is not; then the later change wins.
    private static func isOlder(_ left: CatalogEntry, _ right: CatalogEntry) -> Bool {
        let (leftDone, rightDone) = (left.status == .completed, right.status == .completed)
        return leftDone == rightDone ? left.updatedAt < right.updatedAt : rightDone
    }

    private static func digits(_ pin: String) -> Substring {
        pin.hasPrefix("sha256:") ? pin.dropFirst("sha256:".count) : pin[...]
    }

    private func missing(among named: [CatalogEntry]) -> Problem {
        let known = named.map(\.model.shortPin).joined(separator: ", ")
        return Problem(
            .modelNotFound, "No such model in the bucket",
            detail: "\(bucket) has no \(source.rawValue) model ‘\(id)’" + (pin.map { " at ‘\($0)’" } ?? ""),
            fix: known.isEmpty
                ? "List the bucket's models, or import it first." : "The bucket holds these pins: \(known)."
        )
    }
}
