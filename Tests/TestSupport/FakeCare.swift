package import ControlPlane
package import Domain
import Synchronization

/// The care of buckets in which one file is wrong, one model is not listed, and one blob is not needed.
package final class FakeCare: BucketCare {
    private struct State {
        var findings: [FsckFinding] = [FakeCare.finding]
        var collected: [Set<String>] = []
        var uses: [StoredUse] = []
        var unreadable: Set<String> = []
    }

    package static let finding = FsckFinding(
        .manifestWithoutEntry, "hf:org/name@aaaaaaaaaaaa", detail: "it is not in the catalog", repair: "lists it"
    )

    private let state = Mutex(State())

    package init() {}

    package var price: Money? { .usd(2) }

    /// What a check finds in the bucket `good`.
    package var findings: [FsckFinding] {
        get { state.withLock { $0.findings } }
        set { state.withLock { $0.findings = newValue } }
    }
    /// Buckets that cannot be read.
    package var unreadable: Set<String> {
        get { state.withLock { $0.unreadable } }
        set { state.withLock { $0.unreadable = newValue } }
    }
    /// What was to be deleted, call by call.
    package var collected: [Set<String>] { state.withLock { $0.collected } }
    /// What was said to be in use, call by call.
    package var uses: [StoredUse] { state.withLock { $0.uses } }

    package func verify(
        _ model: ModelIdentity, in store: any ObjectStore, progress: @escaping @Sendable (VerifyProgress) -> Void
    ) async throws -> ModelVerification {
        var step = VerifyProgress(model: model, files: 1, bytes: 4)
        progress(step)
        step.bytesDone = 4
        step.filesDone = 1
        step.filesBad = 1
        progress(step)
        let file = ModelVerification.File(path: "model.safetensors", isGood: false, detail: "the SHA-256 is 0000")
        return ModelVerification(model: model, files: [file])
    }

    package func compare(_ model: ModelIdentity, in store: any ObjectStore) async throws -> ModelVerification {
        ModelVerification(model: model, files: [])
    }

    package func check(_ store: any ObjectStore) async throws -> FsckReport {
        try refuse(store)
        return FsckReport(bucket: store.bucket, findings: store.bucket == "good" ? findings : [])
    }

    package func adopt(_ store: any ObjectStore) async throws -> FsckReport {
        FsckReport(bucket: store.bucket, findings: [])
    }

    package func repair(_ store: any ObjectStore) async throws -> FsckReport {
        var report = try await check(store)
        for index in report.findings.indices {
            report.findings[index].outcome = report.findings[index].repair == nil ? .left("by a person") : .repaired
        }
        return report
    }

    package func garbage(in store: any ObjectStore, _ use: StoredUse) async throws -> [GarbageItem] {
        try refuse(store)
        state.withLock { $0.uses.append(use) }
        guard store.bucket == "good" else { return [] }
        return [
            GarbageItem(
                .unreferencedBlobs, bucket: "good", "ollama/blobs/", detail: "no manifest names it", objects: 1,
                size: 1_073_741_824, monthlyCost: .usd(0.02)
            )
        ]
    }

    package func collect(_ ids: Set<String>, in store: any ObjectStore, _ use: StoredUse) async throws -> [GarbageItem]
    {
        state.withLock { $0.collected.append(ids) }
        return try await garbage(in: store, use).filter { ids.contains($0.id) }.map { item in
            var item = item
            item.outcome = .deleted(item.size)
            return item
        }
    }

    private func refuse(_ store: any ObjectStore) throws {
        guard unreadable.contains(store.bucket) else { return }
        throw Problem(.permissionDenied, "Not allowed", detail: "\(store.bucket) may not be read")
    }
}
