/// A `fields` parameter: `items(name,size),prefixes`, `a/b`, `*`.
struct FieldMask: Sendable, Hashable {
    private var children: [String: FieldMask] = [:]

    /// 400 for one that cannot be read.
    init(_ text: String) throws {
        var rest = text[...]
        self = try Self.list(&rest)
        guard rest.isEmpty else { throw Self.invalid(text) }
    }

    private init() {}

    /// The value with the named members only.
    func apply(to value: JSONValue) -> JSONValue {
        guard !children.isEmpty, children["*"] == nil else { return value }
        switch value {
        case .array(let items): return .array(items.map(apply))
        case .object(let members):
            var kept: [String: JSONValue] = [:]
            for (name, mask) in children {
                if let member = members[name] { kept[name] = mask.apply(to: member) }
            }
            return .object(kept)
        default: return value
        }
    }

    private static func list(_ rest: inout Substring) throws -> FieldMask {
        var mask = FieldMask()
        while true {
            let name = rest.prefix { !",/()".contains($0) }
            guard !name.isEmpty else { throw invalid(String(rest)) }
            rest = rest.dropFirst(name.count)
            var inner = FieldMask()
            if rest.first == "/" {
                rest.removeFirst()
                let nested = rest.prefix { !",()".contains($0) }
                rest = rest.dropFirst(nested.count)
                inner = try FieldMask(String(nested))
                if rest.first == "(" { throw invalid(String(rest)) }
            } else if rest.first == "(" {
                rest.removeFirst()
                inner = try list(&rest)
                guard rest.first == ")" else { throw invalid(String(rest)) }
                rest.removeFirst()
            }
            mask.add(inner, as: String(name).filter { !$0.isWhitespace })
            guard rest.first == "," else { return mask }
            rest.removeFirst()
        }
    }

    private mutating func add(_ inner: FieldMask, as name: String) {
        guard let known = children[name] else {
            children[name] = inner
            return
        }
        children[name]?.children = known.children.merging(inner.children) { _, new in new }
    }

    private static func invalid(_ text: String) -> GoogleError {
        .invalidArgument("Invalid field selection \(text)", field: "fields")
    }
}
