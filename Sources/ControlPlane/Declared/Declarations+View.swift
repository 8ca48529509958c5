import Domain

extension Declarations {
    /// The world as a plan has seen it: read once, so that all of a plan speaks of the same moment.
    struct View: Sendable {
        private var buckets: [String: Bucket]
        private var entries: [String: [CatalogEntry]] = [:]
        private var services: [Service]
        private var creating: Set<String> = []
        private var expected: Set<String> = []

        init(of declaration: Declaration, _ controlPlane: ControlPlane, _ context: RequestContext) async throws {
            let found = try await controlPlane.buckets.list(context)
            buckets = Dictionary(found.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
            creating = Set(declaration.buckets.map(\.name)).subtracting(buckets.keys)
            let world = controlPlane.dependencies
            let named = Set(declaration.models.map(\.bucket) + declaration.services.map(\.bucket))
            for name in named.sorted() where buckets[name] != nil {
                let store = try world.targets.buckets(of: context.target).store(name, in: context.target)
                entries[name] = try await world.catalog.entries(in: store)
            }
            services = try await controlPlane.services.list(context).whole()
        }

        func willCreate(_ bucket: String) -> Bool { creating.contains(bucket) }

        func bucket(_ entry: Declaration.BucketEntry) -> DeclarationChange {
            guard let existing = buckets[entry.name] else {
                return DeclarationChange(.create, .bucket, entry.name, ["in \(entry.location)"])
            }
            var change = DeclarationChange(.none, .bucket, entry.name, ["in \(existing.location)"])
            if existing.location.lowercased() != entry.location.lowercased() {
                change.problems = [
                    PlanProblem(
                        .error, code: Problem.Code.conflict.rawValue,
                        detail:
                            "\(entry.name) is in \(existing.location), and a bucket cannot move to \(entry.location)",
                        fix: "Name another bucket, or the location that it has.")
                ]
            }
            return change
        }

        func completed(_ model: ModelReference, in bucket: String) -> CatalogEntry? {
            let selection = ModelSelection(bucket: bucket, source: model.source, id: model.id, pin: model.namedPin)
            guard let entry = try? selection.pick(from: entries[bucket] ?? []) else { return nil }
            return entry.status == .completed ? entry : nil
        }

        /// The model is imported before any service is deployed.
        mutating func expect(_ model: ModelReference, in bucket: String) {
            expected.insert("\(bucket)/\(model.source.rawValue)/\(model.id)")
        }

        func isExpected(_ model: ModelReference, in bucket: String) -> Bool {
            expected.contains("\(bucket)/\(model.source.rawValue)/\(model.id)")
        }

        func service(_ entry: Declaration.ServiceEntry) -> Service? {
            services.first {
                $0.id.name == entry.name && (entry.region == nil || $0.id.region == entry.region)
            }
        }

        /// Services that bear the file's mark and are no longer in it.
        func unnamed(by declaration: Declaration) -> [DeclarationChange] {
            let kept = Set(declaration.services.compactMap { service($0)?.id })
            return services.filter { $0.declared?.owner == declaration.owner && !kept.contains($0.id) }.map {
                var change = DeclarationChange(.delete, .service, $0.id.description, ["the file no longer names it"])
                change.existing = $0
                return change
            }
        }

        /// Changes with every etag, catalog entry and bucket that the plan has seen.
        var digest: String {
            struct Seen: Encodable {
                var buckets: [String]
                var entries: [String: [CatalogEntry]]
                var services: [String]
            }
            let seen = Seen(
                buckets: buckets.values.map { "\($0.name) \($0.location)" }.sorted(), entries: entries,
                services: services.map { "\($0.id) \($0.etag ?? $0.revision ?? "")" }.sorted()
            )
            return AuditNote.digest(seen) ?? ""
        }
    }
}
