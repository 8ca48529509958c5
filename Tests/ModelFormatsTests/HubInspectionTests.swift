import Domain
import TestSupport
import Testing

@testable import ModelFormats

@Suite struct HubInspectionTests {
    private func source(_ files: [(String, [UInt8])]) throws -> InMemorySource {
        InMemorySource(
            reference: try ModelReference(parsing: "hf:org/name"), files: files,
            facts: ModelFacts(
                format: .safetensors, configuration: ModelConfiguration(layers: 1, tiesEmbeddings: false)))
    }

    @Test func `a model is weighed at its hub, and of its weights only the header is read`() async throws {
        let large = 4 << 20
        let weights = SampleWeights.safetensors([.init("model.layers.0.a.weight", "BF16", [large / 2], 2)])
        let source = try source([("model.safetensors", weights)])
        let model = try await source.resolve(try ModelReference(parsing: "hf:org/name"), token: nil)
        let facts = try await HubInspection(model, at: source, token: nil).facts()
        #expect(facts.weights?.tensorBytes == ByteCount(Int64(large)))
        #expect(facts.configuration?.layers == 1)
        #expect(facts.gaps.isEmpty)
        #expect(source.ranges(of: "model.safetensors") == [0..<SafetensorsHeader.usefulPrefix])
    }

    @Test func `a hub that gives no parts is a gap, and no failure`() async throws {
        var faults = InMemorySource.Faults()
        faults.openFailures = 1
        let source = try source([("model.safetensors", SampleWeights.safetensors([.init("a", "F32", [1], 4)]))])
        source.setFaults(faults, for: "model.safetensors")
        let model = try await source.resolve(try ModelReference(parsing: "hf:org/name"), token: nil)
        let facts = try await HubInspection(model, at: source, token: nil).facts()
        #expect(facts.weights == nil)
        #expect(facts.gaps.count == 1)
    }
}
