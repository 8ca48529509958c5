import ArgumentParser

/// `--env NAME=VALUE`, as often as wanted.
enum VariableOption {
    static func values(_ options: [String]) throws -> [String: String] {
        var found: [String: String] = [:]
        for pair in options {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw ValidationError("--env takes NAME=VALUE, not ‘\(pair)’.")
            }
            found[parts[0]] = parts[1]
        }
        return found
    }
}

/// An option that takes one of a few words.
enum ChoiceOption {
    static func value<Choice: RawRepresentable & CaseIterable>(_ text: String?, _ option: String) throws -> Choice?
    where Choice.RawValue == String {
        guard let text else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--\(option) is one of \(known), not ‘\(text)’.")
        }
        return choice
    }
}
