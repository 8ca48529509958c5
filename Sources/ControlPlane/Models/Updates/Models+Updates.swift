package import Domain

extension Models {
    /// Questions to hubs at a time.
    private static let asksAtOnce = 6

    /// Which models of the managed buckets (or of one) have moved on at their hub: one small request per model, and none
    /// for a model that was asked about in the last quarter of an hour. Needs the viewer role.
    ///
    /// A model is current when any revision that the bucket has is the hub's. What a hub does not say is in the listing
    /// as unchecked, never as current.
    /// - Parameter fresh: ask also about models that were asked about lately.
    package func updates(
        _ context: RequestContext, bucket: String? = nil, fresh: Bool = false
    ) async throws -> ModelUpdateListing {
        let listing = try await list(context, bucket: bucket)
        return try await world.look(context, "look for newer revisions") {
            let questions = Self.questions(about: listing)
            var found = ModelUpdateListing(problems: listing.problems)
            let answers = try await concurrently(questions, atMost: Self.asksAtOnce) { question in
                (question, try await answer(to: question, fresh: fresh))
            }
            for (question, answer) in answers {
                let newest = question.newest.model
                switch answer {
                case .failure(let problem):
                    found.unchecked.append(.init(bucket: question.bucket, model: newest, problem: problem))
                case .success(let pin) where question.pins.contains(pin): found.current += 1
                case .success(let pin):
                    let reference = newest.source.prefix + newest.id
                    found.updates.append(
                        ModelUpdate(bucket: question.bucket, model: newest, pin: pin, reference: reference))
                }
            }
            return found
        }
    }

    /// A model of a bucket, whatever its revision.
    private struct Question: Sendable {
        var bucket: String
        var newest: CatalogEntry
        var pins: Set<String>
    }

    /// The completed models whose source is a hub.
    private static func questions(about listing: ModelListing) -> [Question] {
        var questions: [String: Question] = [:]
        for listed in listing.models where listed.entry.status == .completed {
            let model = listed.entry.model
            guard model.source == .huggingFace || model.source == .ollama else { continue }
            let key = "\(listed.bucket)/\(model.source.prefix)\(model.id)"
            var question = questions[key] ?? Question(bucket: listed.bucket, newest: listed.entry, pins: [])
            if question.newest.updatedAt < listed.entry.updatedAt { question.newest = listed.entry }
            question.pins.insert(model.pin)
            questions[key] = question
        }
        return questions.sorted { $0.key < $1.key }.map(\.value)
    }

    private func answer(to question: Question, fresh: Bool) async throws -> Result<String, Problem> {
        let model = question.newest.model
        guard !model.pin.isEmpty else {
            return .failure(
                Problem(
                    .unsupported, "Its revision is not known",
                    detail: "\(model) was brought by the earlier manager, which recorded no revision",
                    fix: "Import it again: llm-manager models import \(model.source.prefix)\(model.id)."
                ))
        }
        return try await world.upstream.pin(of: model, fresh: fresh) {
            guard let hub = world.sources[model.source] as? any MovingSource else {
                throw Problem(
                    .unsupported, "Nobody to ask", detail: "\(model.source.rawValue) is not configured in this manager")
            }
            let reference = try ModelReference(parsing: model.source.prefix + model.id)
            return try await hub.pin(of: reference, known: model.pin, token: nil)
        }
    }
}
