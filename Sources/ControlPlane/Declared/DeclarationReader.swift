package import Domain
import Yams

/// Reads a declarative file strictly: every mistake is told with its line, and nothing is ignored.
package struct DeclarationReader {
    /// Longest file that is read.
    package static let longest = 1 << 20
    static let mostEntries = 1000

    /// Which fields each part takes; docs/llm-manager.schema.json says the same, and a test compares.
    package static let fields: [String: [String]] = [
        "file": ["apiVersion", "owner", "buckets", "models", "services"],
        "bucket": ["name", "location"],
        "model": ["bucket", "model", "track"],
        "service": [
            "name", "bucket", "model", "region", "engine", "accelerator", "cpu", "memory", "minInstances",
            "maxInstances", "concurrency", "contextLength", "loader", "zonalRedundancy", "access", "serviceAccount",
            "network", "privateRangesOnly", "image", "arguments", "env", "secrets",
        ],
    ]

    private let name: String

    /// - Parameter name: the file's, for messages.
    package init(name: String) { self.name = name }

    /// - Throws: `invalid-request` with file, line and column of the first mistake.
    package func read(_ text: String) throws(Problem) -> Declaration {
        guard text.utf8.count <= Self.longest else {
            throw problem("the file is longer than \(Self.longest) bytes", at: nil)
        }
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw problem(Self.words(of: error), at: Self.mark(of: error))
        } catch {
            throw problem("the file cannot be read as YAML", at: nil)
        }
        guard let root else { throw problem("the file is empty", at: nil) }
        let part = try DeclarationPart(root, "file", in: self)
        let version = try part.text("apiVersion")
        guard version == Declaration.version else {
            throw part.problem("apiVersion", "must be \(Declaration.version)")
        }
        let owner = try part.text("owner")
        guard owner.wholeMatch(of: #/[a-z]([a-z0-9-]{0,61}[a-z0-9])?/#) != nil else {
            throw part.problem("owner", "must be 1 to 63 lowercase letters, digits and hyphens")
        }
        var declaration = Declaration(owner: owner)
        let buckets = try part.list("buckets", "bucket")
        declaration.buckets = try buckets.map { part throws(Problem) in try Self.bucket(part) }
        try Self.refuseTwice(buckets, "name", declaration.buckets.map(\.name))
        let models = try part.list("models", "model")
        declaration.models = try models.map { part throws(Problem) in try Self.model(part) }
        try Self.refuseTwice(models, "model", declaration.models.map { "\($0.bucket)/\($0.model)" })
        let services = try part.list("services", "service")
        declaration.services = try services.map { part throws(Problem) in try Self.service(part) }
        try Self.refuseTwice(services, "name", declaration.services.map { "\($0.region ?? "")/\($0.name)" })
        return declaration
    }

    private static func bucket(_ part: DeclarationPart) throws(Problem) -> Declaration.BucketEntry {
        let name = try part.text("name")
        do { try Buckets.check(name) } catch { throw part.problem("name", error.detail) }
        return Declaration.BucketEntry(name: name, location: try part.text("location"))
    }

    private static func model(_ part: DeclarationPart) throws(Problem) -> Declaration.ModelEntry {
        Declaration.ModelEntry(
            bucket: try part.text("bucket"), model: try part.reference("model"),
            isTracking: try part.flag("track") ?? false)
    }

    private static func service(_ part: DeclarationPart) throws(Problem) -> Declaration.ServiceEntry {
        var entry = Declaration.ServiceEntry(
            name: try part.text("name"), bucket: try part.text("bucket"), model: try part.reference("model"))
        entry.region = try part.optional("region")
        do {
            _ = try ServiceID(region: entry.region ?? "us-central1", name: entry.name)
        } catch { throw part.problem(entry.region == nil ? "name" : "region", error.detail) }
        entry.engine = try part.choice("engine")
        entry.accelerator = try part.optional("accelerator")
        entry.cpu = try part.number("cpu", 1...64)
        entry.memory = try part.memory("memory")
        entry.minInstances = try part.number("minInstances", 0...1000) ?? 0
        entry.maxInstances = try part.number("maxInstances", 1...1000) ?? max(1, entry.minInstances)
        guard entry.minInstances <= entry.maxInstances else {
            throw part.problem("minInstances", "is more than maxInstances")
        }
        entry.concurrency = try part.number("concurrency", 1...1000)
        entry.contextLength = try part.number("contextLength", 1...100_000_000)
        entry.loader = try part.choice("loader")
        entry.zonalRedundancy = try part.flag("zonalRedundancy") ?? false
        switch try part.optional("access") ?? "private" {
        case "private": entry.access = .private
        case "public": entry.access = .public
        default: throw part.problem("access", "is private or public")
        }
        entry.serviceAccount = try part.optional("serviceAccount")
        entry.network = try network(part, region: entry.region)
        entry.image = try part.optional("image")
        entry.arguments = try part.texts("arguments")
        entry.environment = try part.map("env")
        for (name, value) in try part.map("secrets") {
            do { entry.secrets[name] = try SecretReference(parsing: value) } catch {
                throw part.problem("secrets", error.detail)
            }
        }
        return entry
    }

    private static func network(_ part: DeclarationPart, region: String?) throws(Problem) -> NetworkSpec? {
        let isPrivate = try part.flag("privateRangesOnly")
        guard let text = try part.optional("network") else {
            guard isPrivate == nil else { throw part.problem("privateRangesOnly", "goes with network") }
            return nil
        }
        do {
            return try NetworkSpec(parsing: text, region: region, allTraffic: isPrivate.map { !$0 })
        } catch {
            throw part.problem("network", "is no network: \(error.detail). \(error.fix)")
        }
    }

    /// Nothing may be said twice: which of the two would count? Told where it stands the second time.
    private static func refuseTwice(
        _ parts: [DeclarationPart], _ field: String, _ names: [String]
    ) throws(Problem) {
        var first: [String: Int] = [:]
        for (index, name) in names.enumerated() {
            guard let earlier = first.updateValue(index, forKey: name) else { continue }
            let place = parts[earlier].line(field).map { "line \($0)" } ?? "above"
            let given = try parts[index].text(field)
            throw parts[index].problem(field, "names ‘\(given)’ twice: see \(place)")
        }
    }

    func problem(_ detail: String, at mark: Mark?) -> Problem {
        let place = mark.map { "\(name):\($0.line):\($0.column)" } ?? name
        return Problem(
            .invalidRequest, "The file cannot be used", detail: "\(place): \(detail)",
            fix: "Correct that line; docs/declarative.md lists every field."
        )
    }

    private static func mark(of error: YamlError) -> Mark? {
        switch error {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark
        default: nil
        }
    }

    private static func words(of error: YamlError) -> String {
        switch error {
        case .scanner(_, let words, _, _), .parser(_, let words, _, _), .composer(_, let words, _, _): words
        case .duplicatedKeysInMapping: "a key comes twice in one mapping"
        default: "not YAML"
        }
    }
}
