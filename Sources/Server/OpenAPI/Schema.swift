import Domain

/// What a value of the API looks like (JSON Schema 2020-12, as OpenAPI 3.1 takes it).
indirect enum Schema: Sendable {
    case plain(JSON)
    case array(Schema)
    case map(Schema)
    /// A wire type by its Swift name, described by reading its `Decodable` conformance.
    case wire(name: String, shape: SchemaShape)
    case nullable(Schema)

    static let string = Schema.plain(["type": "string"])
    /// Text that may not be empty.
    static let text = Schema.plain(["type": "string", "minLength": 1])
    static let integer = Schema.plain(["type": "integer"])
    static let number = Schema.plain(["type": "number"])
    static let boolean = Schema.plain(["type": "boolean"])
    static let source = enumeration(SourceKind.allCases.map(\.rawValue))
    /// ``Domain/Target``'s rule.
    static let project = Schema.plain([
        "type": "string", "pattern": "^(local|([a-z0-9.]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]|[0-9]{1,19})$",
    ])
    /// ``Domain/ServiceID``'s rules.
    static let serviceName = Schema.plain(["type": "string", "pattern": "^[a-z]([a-z0-9-]{0,47}[a-z0-9])?$"])
    static let region = Schema.plain(["type": "string", "pattern": "^[a-z0-9-]{1,40}$"])

    static func enumeration(_ values: [String]) -> Schema {
        .plain(["type": "string", "enum": .array(values.map(JSON.string))])
    }

    static func wire<Value: Decodable>(_ type: Value.Type) -> Schema {
        .wire(name: name(of: type), shape: SchemaShape.read(type))
    }

    /// The fields that a wire type has.
    static func fieldNames<Value: Decodable>(of type: Value.Type) -> Set<String> {
        Set(SchemaShape.read(type).fields.keys)
    }

    /// `ImportView`, `ImportViewFile`: the Swift name without its module.
    static func name(of type: Any.Type) -> String {
        String(reflecting: type).split(separator: ".").dropFirst().joined()
    }

    /// - Parameter seen: takes every wire type that is met, so that the document can list it once.
    func json(_ seen: inout [String: SchemaShape]) -> JSON {
        switch self {
        case .plain(let json): return json
        case .array(let item): return ["type": "array", "items": item.json(&seen)]
        case .map(let value): return ["type": "object", "additionalProperties": value.json(&seen)]
        case .nullable(.plain(.object(let own))):
            guard case .string(let type)? = own["type"], own["enum"] == nil else {
                return ["anyOf": [.object(own), ["type": "null"]]]
            }
            return JSON.object(own).with(["type": [.string(type), "null"]])
        case .nullable(let value): return ["anyOf": [value.json(&seen), ["type": "null"]]]
        case .wire(let name, let shape):
            if seen[name] == nil { seen[name] = shape }
            return ["$ref": .string("#/components/schemas/\(name)")]
        }
    }
}
