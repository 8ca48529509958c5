import Domain
import Foundation
import GoogleCloud
import Serving

/// Labels and annotations by which a Cloud Run service says what it serves: labels to find it by (their values are
/// cut to Google's rule), annotations for the full values.
enum CloudRunMarks {
    static let managedBy = "managed-by"
    static let manager = "llm-manager"
    private static let prefix = "llm-manager.dev/"

    static let model = prefix + "model"
    static let source = prefix + "source"
    static let pin = prefix + "pin"
    static let bucket = prefix + "bucket"
    static let engine = prefix + "engine"
    static let servedName = prefix + "served-name"
    static let proofKind = prefix + "proof-kind"
    static let proof = prefix + "proof"
    /// The proofs of the last revisions, newest first: what a roll-back finds again.
    static let proofs = prefix + "proofs"
    /// The revision that a roll-back has taken the traffic from.
    static let rolledBack = prefix + "rolled-back"
    /// What records something that happened, and is no setting.
    static let records: Set<String> = [proof, proofs]
    static let owner = "llm-manager-owner"
    static let declared = prefix + "declared"
    /// The variables that the declarative file named, with commas: what it names no longer is taken away.
    static let variables = prefix + "declared-variables"

    static func labels(_ plan: ServicePlan) -> [String: String] {
        var labels = labels(of: plan.spec.model)
        labels[managedBy] = manager
        labels["engine"] = plan.recipe.engine.rawValue
        labels[owner] = plan.spec.declared?.owner
        return labels
    }

    static func labels(of identity: ModelIdentity) -> [String: String] {
        [
            "model": LabelValue.sanitised(identity.id),
            "model-hash": LabelValue.hash("\(identity.source.rawValue):\(identity.id)@\(identity.pin)"),
            "revision": LabelValue.sanitised(identity.shortPin),
        ]
    }

    static func annotations(_ plan: ServicePlan) -> [String: String] {
        let identity = plan.spec.model
        var annotations = [
            model: identity.id, source: identity.source.rawValue, pin: identity.pin, bucket: plan.spec.bucket,
            engine: plan.recipe.engine.rawValue, servedName: plan.recipe.servedName,
            proofKind: plan.recipe.proof.rawValue,
        ]
        annotations[declared] = plan.spec.declared?.digest
        annotations[variables] = declaredVariables(plan.spec)
        return annotations
    }

    /// nil when no file asks for the service, or the file names no variable.
    static func declaredVariables(_ spec: ServiceSpec) -> String? {
        guard spec.declared != nil else { return nil }
        let names = Set(spec.environment.keys).union(spec.secrets.keys).sorted()
        return names.isEmpty ? nil : names.joined(separator: ",")
    }

    static func isManaged(_ service: GoogleJSON) -> Bool { service["labels"]?[managedBy]?.string == manager }

    static func declaredMark(in service: GoogleJSON) -> DeclaredMark? {
        guard let owner = service["labels"]?[owner]?.string else { return nil }
        return DeclaredMark(owner: owner, digest: service["annotations"]?[declared]?.string ?? "")
    }

    /// The proof of a revision, however many have been proven since; without a revision the newest.
    static func proof(of revision: String? = nil, in service: GoogleJSON) -> ServiceProof? {
        let newest = service["annotations"]?[proof]?.string.flatMap {
            try? JSONDecoder().decode(ServiceProof.self, from: Data($0.utf8))
        }
        guard let revision, newest?.revision != revision else { return newest }
        return earlierProofs(in: service).first { $0.revision == revision } ?? newest
    }

    private static func earlierProofs(in service: GoogleJSON) -> [ServiceProof] {
        guard let text = service["annotations"]?[proofs]?.string else { return [] }
        return (try? JSONDecoder().decode([ServiceProof].self, from: Data(text.utf8))) ?? []
    }

    /// The annotations after a proof: it, and the proofs of the revisions before it.
    static func annotations(recording proof: ServiceProof, on service: GoogleJSON) throws -> [String: String] {
        var annotations = service["annotations"]?.texts ?? [:]
        let before = [self.proof(in: service)].compactMap(\.self) + earlierProofs(in: service)
        let others = before.filter { $0.revision != proof.revision }
        var kept: [ServiceProof] = []
        for other in others where !kept.contains(where: { $0.revision == other.revision }) { kept.append(other) }
        annotations[self.proof] = try text(of: proof)
        annotations[proofs] = kept.isEmpty ? nil : try text(of: Array(kept.prefix(9)))
        return annotations
    }

    private static func text(of proof: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(proof), as: UTF8.self)
    }
}
