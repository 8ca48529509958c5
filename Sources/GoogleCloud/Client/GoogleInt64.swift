/// An int64 as Google's JSON carries it: a string (a number is understood too).
package struct GoogleInt64: Sendable, Hashable, Codable, ExpressibleByIntegerLiteral {
    package var value: Int64

    package init(_ value: Int64) {
        self.value = value
    }

    package init(integerLiteral value: Int64) {
        self.value = value
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            guard let value = Int64(text) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an int64")
            }
            self.value = value
        } else {
            value = try container.decode(Int64.self)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(String(value))
    }
}
