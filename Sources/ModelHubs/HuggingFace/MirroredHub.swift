package import Domain
import Outbound
import Synchronization

/// A Hugging Face hub with mirrors: where the hub cannot be reached, they are asked in their order.
///
/// What the hub itself answers counts, a refusal too: mirrors stand in for a hub that is out, not for its word. A commit
/// means the same files everywhere, so an import that was resolved by the hub may take its bytes from any mirror: each
/// file is checked against the digest that the hub gave. A model that a mirror resolved has the digests of the mirror.
///
/// A token is for the hub. A mirror is given it only when it was configured to take it.
package struct MirroredHub: MovingSource {
    /// A mirror with the same HTTP interface as the hub.
    package struct Mirror: Sendable {
        let hub: HuggingFaceHub
        let takesToken: Bool

        /// - Throws: `invalid-request` for a token over plain HTTP to another machine.
        package init(_ hub: HuggingFaceHub, takesToken: Bool) throws(Problem) {
            guard !takesToken || hub.address.keepsSecrets else {
                throw Problem(
                    .invalidRequest, "The token would be readable on the way",
                    detail: "\(hub.address.base) is not https",
                    fix: "Give an https address, or do not trust the mirror."
                )
            }
            self.hub = hub
            self.takesToken = takesToken
        }
    }

    package let kind = SourceKind.huggingFace
    package var capabilities: ModelSourceCapabilities { hub.capabilities }
    private let hub: HuggingFaceHub
    private let mirrors: [Mirror]
    private let outage = HubOutage()

    package init(_ hub: HuggingFaceHub, mirrors: [Mirror]) {
        self.hub = hub
        self.mirrors = mirrors
    }

    package func resolve(_ reference: ModelReference, token: Secret?) async throws -> SourceModel {
        try await asking(token) { hub, token in
            let model = try await hub.resolve(reference, token: token)
            if case .huggingFace(let name) = reference, FileDigest.isHex(name.revision, digits: 40),
                model.pin != name.revision
            {
                throw Problem(
                    .sourceUnavailable, "The hub has another commit",
                    detail: "\(hub.address.base) answers \(model.pin) where \(name.revision) was asked for"
                )
            }
            return model
        }
    }

    package func open(_ file: SourceFile, of model: SourceModel, range: Range<Int64>?, token: Secret?) async throws
        -> SourceStream
    {
        try await asking(token) { hub, token in
            try await hub.open(file, of: model, range: range, token: token)
        }
    }

    package func pin(of reference: ModelReference, known: String?, token: Secret?) async throws -> String {
        try await asking(token) { hub, token in try await hub.pin(of: reference, known: known, token: token) }
    }

    package func search(_ query: String, limit: Int, token: Secret?) async throws -> [ModelSummary] {
        try await asking(token) { hub, token in try await hub.search(query, limit: limit, token: token) }
    }

    private func asking<Value>(
        _ token: Secret?, _ ask: (HuggingFaceHub, Secret?) async throws -> Value
    ) async throws -> Value {
        let now = hub.client.pacer.now()
        let known = outage.problem(at: now)
        if known == nil {
            do {
                return try await ask(hub, token)
            } catch let problem as Problem where HubOutage.isOne(problem) {
                try Task.checkCancellation()
                outage.begin(problem, at: now)
            }
        }
        var answers: [String] = []
        for mirror in mirrors {
            do {
                return try await ask(mirror.hub, mirror.takesToken ? token : nil)
            } catch let problem as Problem {
                try Task.checkCancellation()
                answers.append("the mirror \(mirror.hub.address.base): \(problem.title)")
            }
        }
        // Nobody could stand in: the next question goes to the hub again.
        var problem = outage.end() ?? known ?? Self.unknown
        problem.detail = ([problem.detail] + answers).joined(separator: "; ")
        throw problem
    }

    private static let unknown = Problem(
        .sourceUnavailable, "The hub cannot be reached", detail: "It was out of reach a moment ago", isRetryable: true
    )
}
