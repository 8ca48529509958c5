/// The samples of a page in Prometheus' text format (0.0.4): `name{label="value"} 12.5 [time]`. Lines that are none are
/// passed over.
struct PrometheusText: Sendable {
    private(set) var samples: [String: [Double]] = [:]

    init(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
            guard let (name, value) = Self.sample(line) else { continue }
            samples[name, default: []].append(value)
        }
    }

    /// Over all labels (the engines of one server); nil when there is no such sample.
    func sum(_ name: String) -> Double? { samples[name].map { $0.reduce(0, +) } }

    func largest(_ name: String) -> Double? { samples[name]?.max() }

    private static func sample(_ line: Substring) -> (String, Double)? {
        let name = line.prefix { $0 != "{" && $0 != " " && $0 != "\t" }
        var rest = line[name.endIndex...]
        if rest.first == "{" {
            guard let end = labelsEnd(rest) else { return nil }
            rest = rest[end...]
        }
        guard let word = rest.split(whereSeparator: \.isWhitespace).first, !name.isEmpty else { return nil }
        guard let value = Double(word), value.isFinite else { return nil }
        return (String(name), value)
    }

    /// Behind the `}` that is in no quotes.
    private static func labelsEnd(_ text: Substring) -> Substring.Index? {
        var isQuoted = false
        var isEscaped = false
        for index in text.indices {
            let character = text[index]
            if isEscaped {
                isEscaped = false
            } else if character == "\\" {
                isEscaped = isQuoted
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == "}", !isQuoted {
                return text.index(after: index)
            }
        }
        return nil
    }
}
