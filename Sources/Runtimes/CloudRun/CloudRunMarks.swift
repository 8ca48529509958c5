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
    static let owner = "llm-manager-owner"
    static let declared = prefix + "declared"

    static func labels(_ plan: ServicePlan) -> [String: String] {
        let identity = plan.spec.model
        var labels = [
            managedBy: manager,
            "engine": plan.recipe.engine.rawValue,
            "model": LabelValue.sanitised(identity.id),
            "model-hash": LabelValue.hash("\(identity.source.rawValue):\(identity.id)@\(identity.pin)"),
            "revision": LabelValue.sanitised(identity.shortPin),
        ]
        labels[owner] = plan.spec.declared?.owner
        return labels
    }

    static func annotations(_ plan: ServicePlan) -> [String: String] {
        let identity = plan.spec.model
        var annotations = [
            model: identity.id, source: identity.source.rawValue, pin: identity.pin, bucket: plan.spec.bucket,
            engine: plan.recipe.engine.rawValue, servedName: plan.recipe.servedName,
            proofKind: plan.recipe.proof.rawValue,
        ]
        annotations[declared] = plan.spec.declared?.digest
        return annotations
    }

    static func isManaged(_ service: GoogleJSON) -> Bool { service["labels"]?[managedBy]?.string == manager }

    static func declaredMark(in service: GoogleJSON) -> DeclaredMark? {
        guard let owner = service["labels"]?[owner]?.string else { return nil }
        return DeclaredMark(owner: owner, digest: service["annotations"]?[declared]?.string ?? "")
    }

    static func proof(in service: GoogleJSON) -> ServiceProof? {
        guard let text = service["annotations"]?[proof]?.string else { return nil }
        return try? JSONDecoder().decode(ServiceProof.self, from: Data(text.utf8))
    }

    static func text(of proof: ServiceProof) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(proof), as: UTF8.self)
    }
}
