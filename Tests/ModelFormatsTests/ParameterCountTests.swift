import Domain
import Foundation
import NIOCore
import Serving
import Testing

@testable import ModelFormats

/// Facts of well-known models against what their publishers, the hub or papers say of them.
struct PublishedModel: Decodable, Sendable, CustomTestStringConvertible {
    struct Published: Decodable, Sendable {
        var parameters: Int64
        /// Those that work on a token, in billions, as published: rounded.
        var activeBillions: Double?
        var weightBytes: Int64?
        var cacheBytesPerToken: Int64
        /// Bytes of one sequence, by tokens.
        var cacheAt: [String: Int64]
    }

    var id: String
    var config: JSONValue
    var published: Published

    var testDescription: String { id }

    static let all: [PublishedModel] = {
        struct Page: Decodable { var models: [PublishedModel] }
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/published-models.json")
        // Without it there is no argument, and the count below fails.
        guard let data = try? Data(contentsOf: path) else { return [] }
        return (try? JSONDecoder().decode(Page.self, from: data).models) ?? []
    }()
}

@Suite struct ParameterCountTests {
    @Test func `there are at least twelve of them`() { #expect(PublishedModel.all.count >= 12) }

    @Test(arguments: PublishedModel.all)
    func `the configuration adds up to the published number of parameters`(_ model: PublishedModel) throws {
        let read = try #require(ModelConfiguration(config: model.config))
        #expect(read.parameters == model.published.parameters)
        if let billions = model.published.activeBillions {
            let active = Double(try #require(read.activeParameters)) / 1e9
            #expect(abs(active - billions) / billions < 0.03)
        }
    }

    @Test(arguments: PublishedModel.all.filter { $0.published.weightBytes != nil })
    func `the weights have the published bytes`(_ model: PublishedModel) throws {
        let read = try #require(ModelConfiguration(config: model.config))
        let (count, bytes) = (try #require(read.parameters), Int64(try #require(read.elementBytes)))
        #expect(count * bytes == model.published.weightBytes)
    }

    @Test(arguments: PublishedModel.all)
    func `a token and a sequence take the published bytes of cache`(_ model: PublishedModel) throws {
        let read = try #require(ModelConfiguration(config: model.config))
        let facts = ModelFacts(modelType: model.config["model_type"]?.text, configuration: read)
        let calculator = MemoryFitCalculator(accelerator: AcceleratorCatalog.l4, engine: .vllm)
        #expect(calculator.keyValueBytesPerToken(facts)?.bytes == model.published.cacheBytesPerToken)
        let shape = try #require(CacheShape(read))
        for (tokens, bytes) in model.published.cacheAt {
            #expect(shape.bytes(tokens: try #require(Int(tokens))) == bytes, "\(tokens) tokens")
        }
    }
}
