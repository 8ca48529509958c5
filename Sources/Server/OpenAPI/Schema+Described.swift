extension Schema {
    /// The schema of a field's type, and a value of it when one can be made up.
    static func described<Value: Decodable>(_ type: Value.Type) -> (schema: Schema, placeholder: Any?) {
        if let list = type as? any SchemaList.Type { return (.array(list.elementSchema), list.empty) }
        if let map = type as? any SchemaMap.Type { return (.map(map.valueSchema), map.empty) }
        if let simple = scalar(type) { return simple }
        if let choices = type as? any CaseIterable.Type { return choice(choices) }
        return (.wire(type), try? Value(from: SchemaDecoder(notes: SchemaNotes())))
    }

    private static func scalar(_ type: Any.Type) -> (schema: Schema, placeholder: Any?)? {
        if type == String.self { return (.string, "") }
        if type == Bool.self { return (.boolean, false) }
        if type == Double.self { return (.number, 0.0) }
        if type == Int.self { return (.integer, 0) }
        if type == Int64.self { return (.integer, Int64(0)) }
        return nil
    }

    private static func choice<Value: CaseIterable>(_ type: Value.Type) -> (schema: Schema, placeholder: Any?) {
        let all = Array(type.allCases)
        let texts = all.compactMap { ($0 as? any RawRepresentable).map { "\($0.rawValue)" } }
        return (.enumeration(texts), all.first)
    }
}

/// An array, whatever its elements.
protocol SchemaList {
    static var elementSchema: Schema { get }
    static var empty: Self { get }
}

extension Array: SchemaList where Element: Decodable {
    static var elementSchema: Schema { Schema.described(Element.self).schema }
    static var empty: [Element] { [] }
}

/// An object with free keys, whatever its values.
protocol SchemaMap {
    static var valueSchema: Schema { get }
    static var empty: Self { get }
}

extension Dictionary: SchemaMap where Key == String, Value: Decodable {
    static var valueSchema: Schema { Schema.described(Value.self).schema }
    static var empty: [String: Value] { [:] }
}
