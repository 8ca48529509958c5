package import Domain
import NIOCore

/// What the headers of a model's safetensors files say while it still lies at its hub.
package struct HubInspection: Sendable {
    private let model: SourceModel
    private let source: any ModelSource
    private let token: Secret?

    package init(_ model: SourceModel, at source: any ModelSource, token: Secret?) {
        self.model = model
        self.source = source
        self.token = token
    }

    /// Weights and shape; for other formats what the hub has said already. What cannot be read is a gap, in words; only
    /// cancellation is thrown.
    package func facts() async throws -> PlanFacts {
        var facts = PlanFacts()
        facts.configuration = model.facts.configuration
        guard model.facts.format == .safetensors, source.capabilities.servesRanges else { return facts }
        let chosen = model.chosen
        let files = Dictionary(chosen.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        let reader = WeightReader { [model, source, token] path, range in
            guard let file = files[path] else { return ByteBuffer() }
            let stream = try await source.open(file, of: model, range: range, token: token)
            guard stream.offset == range.lowerBound else {
                throw Problem(
                    .unsupported, "No ranges", detail: "The hub gave ‘\(path)’ as a whole, and not the part asked for")
            }
            return try await stream.body.collect(upTo: range.count)
        }
        do {
            facts.weights = try await reader.safetensors(
                of: chosen.compactMap { file in file.size.map { WeightReader.File(path: file.path, size: $0) } },
                layers: model.facts.configuration?.layers,
                tiesEmbeddings: model.facts.configuration?.tiesEmbeddings ?? false)
        } catch {
            try Task.checkCancellation()
            facts.gaps.append("The headers could not be read: \((error as? Problem)?.detail ?? "\(error)")")
        }
        return facts
    }
}
