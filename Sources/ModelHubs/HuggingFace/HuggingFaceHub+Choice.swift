import Domain
import ModelFormats
import NIOCore
import Outbound

extension HuggingFaceHub {
    private static let smallFile = 8 << 20

    /// The model with the choice made for every file. Without a `config.json` to read, a gated model is asked for the
    /// head of one file, so that missing rights show before an import begins.
    func chosen(_ model: SourceModel, name: HuggingFaceReference, token: Secret?) async throws -> SourceModel {
        let chooser = ModelChooser { file, range in
            let stream = try await open(file, of: model, range: range, token: token)
            return try await stream.body.collect(upTo: Self.smallFile)
        }
        let chosen = try await chooser.chosen(model)
        if chosen.facts.gated != nil, !model.files.contains(where: { $0.path == "config.json" }) {
            try await probe(chosen, name: name, token: token)
        }
        return chosen
    }

    private func probe(_ model: SourceModel, name: HuggingFaceReference, token: Secret?) async throws {
        guard let file = model.chosen.first else { return }
        let request = OutboundRequest(
            .head, fileURL(file, name, model.pin), headers: headers(token), redirects: .none, retry: .idempotent
        )
        let response = try await translating(hub: Self.title) { try await client.send(request) }
        guard response.status >= 400 else { return }
        throw await problem(response, name: name, what: "the file ‘\(file.path)’", hasToken: token != nil)
    }
}
