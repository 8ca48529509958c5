package import Domain
package import NIOCore

/// The catalog's JSON: read, changed and written without losing what it does not know.
///
/// The form is the earlier manager's (`{"description", "models": [{"id", "source", "size", "status", "submittedAt"}]}`)
/// with fields of our own beside; an entry without `revision` is the earlier manager's.
package struct CatalogDocument: Sendable, Hashable {
    private var fields: [String: JSONValue]
    private var models: [[String: JSONValue]]

    /// The marker of a bucket that holds no model yet.
    package init() {
        fields = ["description": .string("This bucket is managed by the Cloud Run LLM Manager.")]
        models = []
    }

    /// - Throws: `catalog-unreadable` for anything that is not a catalog. Never an empty catalog instead.
    package init(parsing bytes: ByteBuffer, bucket: String) throws(Problem) {
        let value: JSONValue
        do {
            value = try JSONDocument.decode(JSONValue.self, from: bytes)
        } catch {
            throw Self.unreadable(bucket, "it is not valid JSON (\(bytes.readableBytes) bytes)")
        }
        guard case .object(let fields) = value else { throw Self.unreadable(bucket, "it is not a JSON object") }
        self.fields = fields
        models = []
        switch fields["models"] {
        case nil, .null?: break
        case .array(let items)?:
            for (index, item) in items.enumerated() {
                guard case .object(let entry) = item else {
                    throw Self.unreadable(bucket, "models[\(index)] is not an object")
                }
                for name in ["id", "source", "status"] where entry[name]?.string == nil {
                    throw Self.unreadable(bucket, "models[\(index)] has no text ‘\(name)’")
                }
                models.append(entry)
            }
        default: throw Self.unreadable(bucket, "‘models’ is not a list")
        }
    }

    /// What can still be read of a damaged catalog: its own fields, and every entry that is whole.
    init(salvaging bytes: ByteBuffer) {
        self.init()
        guard case .object(let found)? = try? JSONDocument.decode(JSONValue.self, from: bytes) else { return }
        fields.merge(found.filter { $0.key != "models" }) { _, read in read }
        guard case .array(let items)? = found["models"] else { return }
        for case .object(let entry) in items where ["id", "source", "status"].allSatisfy({ entry[$0]?.string != nil }) {
            models.append(entry)
        }
    }

    package static func unreadable(_ bucket: String, _ why: String) -> Problem {
        Problem(
            .catalogUnreadable, "The bucket's catalog cannot be read",
            detail: "\(BucketLayout.catalogKey) in \(bucket): \(why); nothing was changed",
            fix: "Rebuild it from the models' manifests: llm-manager models fsck --repair --bucket \(bucket)"
        )
    }

    /// Every entry whose source we know; others stay in the file untouched.
    package var entries: [CatalogEntry] { models.compactMap(Self.entry) }

    package func entry(of model: ModelIdentity) -> CatalogEntry? { entries.first { $0.model == model } }

    /// Puts the entry in the place of the one with the same identity, or at the end.
    package mutating func upsert(_ entry: CatalogEntry) {
        if let index = index(of: entry.model) {
            models[index] = Self.wire(entry, over: models[index])
        } else {
            models.append(Self.wire(entry, over: [:]))
        }
    }

    package mutating func remove(_ model: ModelIdentity) {
        if let index = index(of: model) { models.remove(at: index) }
    }

    package func serialized() throws -> ByteBuffer {
        var all = fields
        all["models"] = .array(models.map { .object($0) })
        return try JSONDocument.encode(JSONValue.object(all))
    }

    private func index(of model: ModelIdentity) -> Int? { models.firstIndex { Self.entry($0)?.model == model } }

    private static func entry(_ fields: [String: JSONValue]) -> CatalogEntry? {
        guard let id = fields["id"]?.string, let source = fields["source"]?.string.flatMap(SourceKind.init) else {
            return nil
        }
        let pin = fields["revision"]?.string ?? ""
        return CatalogEntry(
            model: ModelIdentity(source: source, id: id, pin: pin),
            status: fields["status"]?.string.flatMap(CatalogEntry.Status.init) ?? .failed,
            size: ByteCount(fields["size"]?.integer ?? 0),
            format: fields["format"]?.string.flatMap(ModelFormat.init) ?? .other,
            fileCount: fields["fileCount"]?.integer.flatMap { Int(exactly: $0) } ?? 0,
            updatedAt: fields["updatedAt"]?.string ?? fields["submittedAt"]?.string ?? "",
            license: fields["license"]?.string,
            task: fields["task"]?.string,
            importID: fields["importId"]?.string,
            isLegacy: pin.isEmpty
        )
    }

    private static func wire(_ entry: CatalogEntry, over old: [String: JSONValue]) -> [String: JSONValue] {
        var fields = old
        fields["id"] = .string(entry.model.id)
        fields["source"] = .string(entry.model.source.rawValue)
        fields["size"] = .integer(entry.size.bytes)
        fields["status"] = .string(entry.status.rawValue)
        if fields["submittedAt"] == nil { fields["submittedAt"] = .string(entry.updatedAt) }
        guard !entry.isLegacy else { return fields }
        fields["revision"] = .string(entry.model.pin)
        fields["updatedAt"] = .string(entry.updatedAt)
        fields["format"] = .string(entry.format.rawValue)
        fields["fileCount"] = .integer(Int64(entry.fileCount))
        fields["license"] = entry.license.map { .string($0) }
        fields["task"] = entry.task.map { .string($0) }
        fields["importId"] = entry.importID.map { .string($0) }
        return fields
    }
}
