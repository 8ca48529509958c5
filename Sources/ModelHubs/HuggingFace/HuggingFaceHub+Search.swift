package import Domain
import Foundation
import ModelFormats

extension HuggingFaceHub {
    private static let searched = [
        "gated", "pipeline_tag", "library_name", "downloads", "likes", "lastModified", "safetensors",
    ]

    /// The most downloaded first. Models whose id we could not name are left out.
    package func search(_ query: String, limit: Int, token: Secret?) async throws -> [ModelSummary] {
        let words = query.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !words.isEmpty, limit > 0 else { return [] }
        let expand = Self.searched.map { "&expand=\($0)" }.joined()
        let url =
            "\(address.base)/api/models?search=\(HubAddress.escape(String(words.prefix(200))))&sort=downloads"
            + "&limit=\(min(limit, 100))\(expand)"
        var found: [ModelSummary] = []
        try await pages(url, name: nil, what: "the search", token: token) { page in
            found += page.compactMap(Self.summary)
            return found.count < limit && !page.isEmpty
        }
        return Array(found.prefix(limit))
    }

    private static func summary(_ value: JSONValue) -> ModelSummary? {
        guard let id = value["id"]?.text ?? value["modelId"]?.text, let name = try? HuggingFaceReference(repository: id)
        else { return nil }
        return ModelSummary(
            reference: .huggingFace(name), gated: gate(value["gated"]), task: value["pipeline_tag"]?.text,
            library: value["library_name"]?.text, downloads: value["downloads"]?.int64, likes: value["likes"]?.int64,
            parameters: value["safetensors"]?["total"]?.int64, updatedAt: value["lastModified"]?.text
        )
    }
}
