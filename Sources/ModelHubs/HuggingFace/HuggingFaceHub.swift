package import Domain
import ModelFormats
import NIOCore
package import Outbound

/// The Hugging Face hub, or a mirror with the same HTTP interface.
///
/// The token goes to the hub's own origin only: downloads are redirected to signed links on other hosts, and
/// `OutboundClient` drops it there.
package struct HuggingFaceHub: ModelSource {
    package static let defaultEndpoint = "https://huggingface.co"

    package let kind = SourceKind.huggingFace
    package let capabilities = ModelSourceCapabilities(searches: true, takesToken: true, servesRanges: true)
    let client: OutboundClient
    let links = DownloadLinks()
    let address: HubAddress

    /// - Throws: `invalid-request` when the endpoint is no http or https URL.
    package init(client: OutboundClient, endpoint: String = Self.defaultEndpoint) throws(Problem) {
        self.client = client
        address = try HubAddress(endpoint)
    }

    /// One information request, the file list in pages, then the small files that decide the choice. When the model is
    /// gated, one of its files is asked for as well, so that missing rights show before an import begins.
    package func resolve(_ reference: ModelReference, token: Secret?) async throws -> SourceModel {
        let name = try huggingFace(reference)
        let info = try await info(name, token: token)
        guard let pin = info["sha"]?.text, FileDigest.isHex(pin, digits: 40) else {
            throw Problem(
                .sourceUnavailable, "The hub's answer is incomplete",
                detail: "\(name) has no commit in the hub's answer"
            )
        }
        if info["disabled"]?.flag == true { throw Self.disabled(name) }
        let entries = try await tree(name, commit: pin, token: token)
        let listed = entries.map { entry in
            SourceFile(
                path: entry.path, size: entry.fileSize, digest: entry.digest, choice: .leave("not needed to serve"),
                key: BucketLayout.huggingFaceKey(repository: name.repository, commit: pin, path: entry.path)
            )
        }
        try ModelFileName.check(listed, of: name.repository)
        let model = SourceModel(reference: reference, pin: pin, files: listed, facts: Self.facts(info))
        return try await chosen(model, name: name, token: token)
    }

    package func open(_ file: SourceFile, of model: SourceModel, range: Range<Int64>?, token: Secret?) async throws
        -> SourceStream
    {
        try Task.checkCancellation()
        if let stream = file.openInline(range: range) { return stream }
        let name = try huggingFace(model.reference)
        let download = RangedDownload(client: client, address: address, hub: Self.title, links: links)
        return try await download.open(fileURL(file, name, model.pin), headers: headers(token), range: range) {
            response in
            await problem(response, name: name, what: "the file ‘\(file.path)’", hasToken: token != nil)
        }
    }

    static let title = "Hugging Face"

    func fileURL(_ file: SourceFile, _ name: HuggingFaceReference, _ pin: String) -> String {
        "\(address.base)/\(name.repository)/resolve/\(pin)/\(HubAddress.escape(path: file.path))"
    }

    func huggingFace(_ reference: ModelReference) throws(Problem) -> HuggingFaceReference {
        guard case .huggingFace(let name) = reference else {
            throw Problem(.invalidReference, "Not a Hugging Face model", detail: "‘\(reference)’ is of another hub")
        }
        return name
    }

    private func info(_ name: HuggingFaceReference, token: Secret?) async throws -> JSONValue {
        let revision = HubAddress.escape(name.revision)
        let url = "\(address.base)/api/models/\(name.repository)/revision/\(revision)"
        return try await page(url, name: name, what: "the model", token: token).value
    }

    private func tree(_ name: HuggingFaceReference, commit: String, token: Secret?) async throws -> [HubTreeEntry] {
        let url = "\(address.base)/api/models/\(name.repository)/tree/\(commit)?recursive=true"
        var entries: [HubTreeEntry] = []
        try await pages(url, name: name, what: "the file list", token: token) { page in
            for value in page {
                guard let entry = HubTreeEntry(value), let type = entry.type else {
                    throw Problem(
                        .sourceUnavailable, "The hub's file list is not understood",
                        detail:
                            "\(name) has an entry whose path, type or size cannot be read: "
                            + "‘\(value["path"]?.text?.prefix(120) ?? "")’",
                        fix: "A newer version of this program may understand it."
                    )
                }
                if type == "file" { entries.append(entry) }
            }
            return true
        }
        for entry in entries where entry.digest == nil {
            throw Problem(
                .sourceUnavailable, "The hub's file list is incomplete",
                detail: "\(name) has no valid digest for ‘\(entry.path.prefix(120))’, so that it could not be verified"
            )
        }
        for entry in entries {
            guard let size = entry.fileSize, !FileSize.allowed.contains(size) else { continue }
            throw Problem(
                .sourceUnavailable, "The hub's file list makes no sense",
                detail: "\(name): ‘\(entry.path.prefix(120))’ is said to have \(size) bytes",
                fix: "Such a model cannot be imported; tell the owner of the hub."
            )
        }
        return entries
    }

    private static func facts(_ info: JSONValue) -> ModelFacts {
        let card = info["cardData"]
        let tags = info["tags"]?.texts ?? []
        let tagged = tags.first { $0.hasPrefix("license:") }.map { String($0.dropFirst("license:".count)) }
        return ModelFacts(
            license: card?["license"]?.texts.first ?? tagged,
            gated: gate(info["gated"]),
            task: info["pipeline_tag"]?.text,
            library: info["library_name"]?.text,
            tags: tags,
            downloads: info["downloads"]?.int64,
            parameters: info["safetensors"]?["total"]?.int64 ?? info["gguf"]?["total"]?.int64,
            architectures: info["config"]?["architectures"]?.texts ?? info["gguf"]?["architecture"]?.texts ?? [],
            modelType: info["config"]?["model_type"]?.text
        )
    }

    /// `false`, `"auto"` or `"manual"`; an old `true` counts as `manual`.
    static func gate(_ value: JSONValue?) -> String? { value?.text ?? (value?.flag == true ? "manual" : nil) }
}
