import ControlPlane
import Domain
import Foundation
import ModelFormats
import NIOCore
import NIOFoundationCompat
import Synchronization

/// Reads a model's headers in its bucket, once per process: what is published never changes. The measured starts beside
/// it are read again after half a minute.
final class LiveInspector: ModelInspector {
    private static let mostModels = 256
    private static let startsAge = Duration.seconds(30)
    /// The newest starts of a bucket that are read.
    private static let mostStarts = 50

    private struct Key: Hashable {
        var target: Target
        var bucket: String
        var model: ModelIdentity
    }

    private struct State {
        var models: [Key: PlanFacts] = [:]
        var starts: [Key: (found: [ColdStart], at: ContinuousClock.Instant)] = [:]
    }

    private let state = Mutex(State())

    func facts(of manifest: ModelManifest, in store: any ObjectStore, target: Target) async throws -> PlanFacts {
        let key = Key(target: target, bucket: store.bucket, model: manifest.model)
        var facts: PlanFacts
        if let known = state.withLock({ $0.models[key] }) {
            facts = known
        } else {
            facts = try await ModelInspection(manifest, store).facts()
            // What could not be read may be readable the next time.
            if facts.gaps.isEmpty {
                let read = facts
                state.withLock { state in
                    if state.models.count >= Self.mostModels { state.models.removeAll() }
                    state.models[key] = read
                }
            }
        }
        facts.coldStarts = try await starts(in: store, target: target, gaps: &facts.gaps)
        return facts
    }

    func facts(of model: SourceModel, at source: any ModelSource, token: Secret?) async throws -> PlanFacts {
        try await HubInspection(model, at: source, token: token).facts()
    }

    private func starts(
        in store: any ObjectStore, target: Target, gaps: inout [String]
    ) async throws -> [ColdStart] {
        let none = ModelIdentity(source: .huggingFace, id: "", pin: "")
        let key = Key(target: target, bucket: store.bucket, model: none)
        let known = state.withLock { $0.starts[key] }
        if let known, ContinuousClock.now - known.at < Self.startsAge { return known.found }
        do {
            let found = try await ColdStartHistory(store).newest(Self.mostStarts)
            state.withLock { state in
                if state.starts.count >= Self.mostModels { state.starts.removeAll() }
                state.starts[key] = (found, .now)
            }
            return found
        } catch {
            try Task.checkCancellation()
            gaps.append("The measured starts could not be read: \((error as? Problem)?.detail ?? "\(error)")")
            return []
        }
    }
}
