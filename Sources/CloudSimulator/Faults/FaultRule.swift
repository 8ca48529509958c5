/// Which requests fail, how often, and how.
///
/// As JSON:
/// `{"listener":"storage","method":"PUT","path":"/upload/","skip":2,"count":1,"action":{"kind":"status","status":503}}`
package struct FaultRule: Sendable, Hashable, Codable {
    /// `nil`: every listener but control.
    package var listener: SimulatorListener?
    /// `nil`: every method.
    package var method: String?
    /// Beginning of the path, percent-encoded as sent; `nil`: every path.
    package var path: String?
    /// A regular expression found anywhere in path and query; `nil`: no such condition.
    package var pattern: String?
    /// So many matching requests pass before the first one fails.
    package var skip: Int
    /// How many times the rule fires; `nil`: for ever.
    package var count: Int?
    /// Only each n-th matching request (after `skip`) fails; 1 is each.
    package var every: Int
    /// The chance, drawn from the seed, that a due request fails.
    package var probability: Double
    package var action: FaultAction

    package init(
        listener: SimulatorListener? = nil,
        method: String? = nil,
        path: String? = nil,
        pattern: String? = nil,
        skip: Int = 0,
        count: Int? = 1,
        every: Int = 1,
        probability: Double = 1,
        action: FaultAction
    ) {
        self.listener = listener
        self.method = method
        self.path = path
        self.pattern = pattern
        self.skip = skip
        self.count = count
        self.every = max(1, every)
        self.probability = probability
        self.action = action
    }

    private enum CodingKeys: String, CodingKey {
        case listener, method, path, pattern, skip, count, every, probability, action
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            listener: try values.decodeIfPresent(SimulatorListener.self, forKey: .listener),
            method: try values.decodeIfPresent(String.self, forKey: .method),
            path: try values.decodeIfPresent(String.self, forKey: .path),
            pattern: try values.decodeIfPresent(String.self, forKey: .pattern),
            skip: try values.decodeIfPresent(Int.self, forKey: .skip) ?? 0,
            count: values.contains(.count) ? try values.decodeIfPresent(Int.self, forKey: .count) : 1,
            every: try values.decodeIfPresent(Int.self, forKey: .every) ?? 1,
            probability: try values.decodeIfPresent(Double.self, forKey: .probability) ?? 1,
            action: try values.decode(FaultAction.self, forKey: .action)
        )
    }

    /// Whether the rule speaks of such a request at all.
    func matches(listener: SimulatorListener, method: String, target: String) -> Bool {
        if let wanted = self.listener, wanted != listener { return false }
        if let wanted = self.method, wanted.uppercased() != method { return false }
        if let path, !target.hasPrefix(path) { return false }
        guard let pattern else { return true }
        guard let expression = try? Regex(pattern) else { return false }
        return target.contains(expression)
    }
}
