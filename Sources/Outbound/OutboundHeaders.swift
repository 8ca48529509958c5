/// Header fields in order; names compare without case (RFC 9110 section 5.1), a name may occur more than once.
package struct OutboundHeaders: Sendable, Hashable, ExpressibleByDictionaryLiteral, Sequence {
    package struct Field: Sendable, Hashable {
        package let name: String
        package let value: String
    }

    private var fields: [Field]

    package init(_ fields: [(String, String)] = []) {
        self.fields = fields.map { Field(name: $0.0, value: $0.1) }
    }

    package init(dictionaryLiteral elements: (String, String)...) {
        self.init(elements)
    }

    /// The first value; setting replaces every field of that name, setting nil removes them.
    package subscript(_ name: String) -> String? {
        get { fields.first { Self.same($0.name, name) }?.value }
        set {
            fields.removeAll { Self.same($0.name, name) }
            if let newValue { fields.append(Field(name: name, value: newValue)) }
        }
    }

    package func all(_ name: String) -> [String] {
        fields.filter { Self.same($0.name, name) }.map(\.value)
    }

    /// Adds a field beside others of the same name.
    package mutating func add(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value))
    }

    package func makeIterator() -> IndexingIterator<[Field]> { fields.makeIterator() }

    static func same(_ a: String, _ b: String) -> Bool {
        a.utf8.count == b.utf8.count && a.lowercased() == b.lowercased()
    }
}

extension OutboundHeaders {
    /// Fields that prove who we are: never sent to another origin, never shown.
    static let credentials: Set<String> = [
        "authorization", "cookie", "proxy-authorization", "x-serverless-authorization", "x-goog-iap-jwt-assertion",
        "x-api-key", "x-goog-api-key",
    ]

    /// The same fields without those that prove who we are.
    package var withoutCredentials: OutboundHeaders {
        OutboundHeaders(
            fields.compactMap { field in
                Self.credentials.contains(field.name.lowercased()) ? nil : (field.name, field.value)
            }
        )
    }
}
