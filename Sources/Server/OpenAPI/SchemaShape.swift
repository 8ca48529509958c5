/// The fields of a wire type, found by letting it decode itself from a decoder that notes what is asked for.
///
/// So the document says what the code reads, and a new field cannot be forgotten.
struct SchemaShape: Sendable {
    struct Field: Sendable {
        var schema: Schema
        var isRequired: Bool
    }

    var fields: [String: Field] = [:]

    static func read<Value: Decodable>(_ type: Value.Type) -> SchemaShape {
        let notes = SchemaNotes()
        // Whatever the type thinks of the placeholder values, its fields have been asked for by then.
        _ = try? Value(from: SchemaDecoder(notes: notes))
        return SchemaShape(fields: notes.fields)
    }

    func json(_ seen: inout [String: SchemaShape], refined: [String: JSON]) -> JSON {
        var properties: [String: JSON] = [:]
        for (name, field) in fields {
            let plain = (field.isRequired ? field.schema : .nullable(field.schema)).json(&seen)
            properties[name] = refined[name].map(plain.merged) ?? plain
        }
        let required = fields.filter(\.value.isRequired).keys.sorted().map(JSON.string)
        return ["type": "object", "properties": .object(properties), "required": .array(required)]
    }
}

extension JSON {
    /// This object with another's members over its own.
    fileprivate func merged(with other: JSON) -> JSON {
        guard case .object(let own) = self, case .object(let members) = other else { return other }
        return .object(own.merging(members) { _, new in new })
    }
}
