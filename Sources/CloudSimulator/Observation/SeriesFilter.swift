/// A filter of `timeSeries.list`: equalities joined by AND, exactly one of them for the metric's type.
struct SeriesFilter: Sendable {
    let type: MetricType
    private let labels: [(place: String, label: String, value: String)]

    init(_ text: String) throws {
        guard !text.isEmpty else { throw GoogleError.invalidArgument("Field filter must be set.", field: "filter") }
        var parser = LogFilterParser(text)
        var terms: [(path: [String], value: String)] = []
        try Self.collect(try parser.parse(), into: &terms, of: text)
        let types = terms.filter { $0.path == ["metric", "type"] }
        guard types.count == 1 else {
            throw GoogleError.invalidArgument(
                "Field filter had an invalid value of \"\(text)\": must specify a restriction on \"metric.type\"; see "
                    + "the documentation.", field: "filter")
        }
        guard let type = MetricType.all[types[0].value] else {
            throw GoogleError.notFound("Cannot find metric(s) that match type = \"\(types[0].value)\".")
        }
        self.type = type
        labels = try terms.compactMap { path, value in
            if path == ["metric", "type"] { return nil }
            if path == ["resource", "type"] {
                guard value == "cloud_run_revision" else { throw Self.invalid(text, "resource type \(value)") }
                return nil
            }
            let known = ["metric": type.labels, "resource": MetricType.resourceLabels]
            guard path.count == 3, ["label", "labels"].contains(path[1]), known[path[0]]?.contains(path[2]) == true
            else {
                throw Self.invalid(text, path.joined(separator: "."))
            }
            return (path[0], path[2], value)
        }
    }

    func fits(_ key: FigureMaker.Key) -> Bool {
        labels.allSatisfy { place, label, value in
            (place == "metric" ? key.metric[label] : key.resource[label]) == value
        }
    }

    private static func collect(
        _ node: LogFilter.Node, into terms: inout [(path: [String], value: String)], of text: String
    ) throws {
        switch node {
        case .and(let nodes): for node in nodes { try collect(node, into: &terms, of: text) }
        case .comparison(let path, "=", let value): terms.append((path, value))
        default: throw invalid(text, "only equalities joined by AND are simulated")
        }
    }

    private static func invalid(_ text: String, _ why: String) -> GoogleError {
        .invalidArgument("Field filter had an invalid value of \"\(text)\": \(why)", field: "filter")
    }
}
