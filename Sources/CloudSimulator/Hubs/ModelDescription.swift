/// What `NAME.json` beside a model's directory says: the part of a hub's answer that no file tells.
struct ModelDescription: Sendable, Decodable {
    var gated: Gate = .open
    var isPrivate = false
    var isDisabled = false
    var pipelineTag: String?
    var libraryName: String?
    var license: String?
    var tags: [String] = []
    var downloads: Int64 = 0
    var likes: Int64 = 0
    var config: JSONValue?
    var safetensors: JSONValue?
    var gguf: JSONValue?
    /// Earlier names; a request for one is redirected.
    var renamedFrom: [String] = []
    /// Further branches and tags that show the same files as `main`.
    var revisions: [String] = []
    var generated: [Generated] = []

    /// Who may download: everyone, whoever accepts the terms, whoever the owner lets in.
    enum Gate: String, Sendable {
        case open
        case automatic = "auto"
        case manual
    }

    /// A file whose bytes are made up while they are read.
    struct Generated: Sendable, Decodable {
        let path: String
        let size: Int64
        let seed: UInt64
        /// Base64 of the bytes that the file begins with.
        let head: String?
    }

    init() {}

    enum CodingKeys: String, CodingKey, CaseIterable {
        case gated, license, tags, downloads, likes, config, safetensors, gguf, revisions, generated
        case isPrivate = "private"
        case isDisabled = "disabled"
        case pipelineTag = "pipeline_tag"
        case libraryName = "library_name"
        case renamedFrom = "renamed_from"
    }

    init(from decoder: any Decoder) throws {
        let known = try decoder.container(keyedBy: CodingKeys.self)
        gated = try Self.gate(try known.decodeIfPresent(JSONValue.self, forKey: .gated), in: known)
        isPrivate = try known.decodeIfPresent(Bool.self, forKey: .isPrivate) ?? false
        isDisabled = try known.decodeIfPresent(Bool.self, forKey: .isDisabled) ?? false
        pipelineTag = try known.decodeIfPresent(String.self, forKey: .pipelineTag)
        libraryName = try known.decodeIfPresent(String.self, forKey: .libraryName)
        license = try known.decodeIfPresent(String.self, forKey: .license)
        tags = try known.decodeIfPresent([String].self, forKey: .tags) ?? []
        downloads = try known.decodeIfPresent(Int64.self, forKey: .downloads) ?? 0
        likes = try known.decodeIfPresent(Int64.self, forKey: .likes) ?? 0
        config = try known.decodeIfPresent(JSONValue.self, forKey: .config)
        safetensors = try known.decodeIfPresent(JSONValue.self, forKey: .safetensors)
        gguf = try known.decodeIfPresent(JSONValue.self, forKey: .gguf)
        renamedFrom = try known.decodeIfPresent([String].self, forKey: .renamedFrom) ?? []
        revisions = try known.decodeIfPresent([String].self, forKey: .revisions) ?? []
        generated = try known.decodeIfPresent([Generated].self, forKey: .generated) ?? []
    }

    private static func gate(
        _ value: JSONValue?,
        in container: KeyedDecodingContainer<CodingKeys>
    ) throws -> Gate {
        switch value {
        case nil, .bool(false): return .open
        case .string("auto"): return .automatic
        case .string("manual"): return .manual
        default:
            throw DecodingError.dataCorruptedError(
                forKey: .gated, in: container, debugDescription: "gated is false, \"auto\" or \"manual\""
            )
        }
    }
}
