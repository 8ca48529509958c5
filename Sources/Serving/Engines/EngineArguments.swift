/// A command line made of our flags and the user's: a user's flag replaces ours of the same name.
///
/// vLLM reads `--flag value`, `--flag=value` and bare flags, with `-` and `_` meaning the same inside a name.
package struct EngineArguments: Sendable, Hashable {
    package private(set) var positional: [String]
    private var flags: [Flag] = []

    private struct Flag: Sendable, Hashable {
        var name: String
        package var words: [String]
    }

    package init(positional: [String]) { self.positional = positional }

    package mutating func set(_ flag: String, _ value: String? = nil) {
        let name = Self.name(of: flag)
        flags.removeAll { $0.name == name }
        flags.append(Flag(name: name, words: [flag] + (value.map { [$0] } ?? [])))
    }

    /// Puts the user's words after ours. Words that follow a flag belong to it, up to the next flag.
    package mutating func merge(_ words: [String]) {
        var current: Flag?
        var replaced: Set<String> = []
        func isFlag(_ word: String) -> Bool {
            guard word.hasPrefix("-"), let second = word.dropFirst().first else { return false }
            return !second.isNumber
        }
        func close(_ flag: Flag?, _ list: inout [Flag]) {
            guard let flag else { return }
            // A flag that the user gives twice is kept twice: some flags add up.
            if replaced.insert(flag.name).inserted { list.removeAll { $0.name == flag.name } }
            list.append(flag)
        }
        for word in words {
            if isFlag(word) {
                close(current, &flags)
                current = Flag(name: Self.name(of: word), words: [word])
            } else if current != nil {
                current?.words.append(word)
            } else {
                positional.append(word)
            }
        }
        close(current, &flags)
    }

    /// The first value of the last flag of that name; an empty text for a bare flag; nil when it is not there.
    package func value(of flag: String) -> String? {
        let name = Self.name(of: flag)
        guard let found = flags.last(where: { $0.name == name }) else { return nil }
        if let equals = found.words[0].firstIndex(of: "=") {
            return String(found.words[0][found.words[0].index(after: equals)...])
        }
        return found.words.count > 1 ? found.words[1] : ""
    }

    package var words: [String] { positional + flags.flatMap(\.words) }

    private static func name(of flag: String) -> String {
        let head = flag.prefix { $0 != "=" }
        return String(head.map { $0 == "_" ? "-" : $0 })
    }
}

extension EngineArguments {
    /// Takes out a flag with its values, however its dashes are written.
    package mutating func remove(_ flag: String) {
        let name = Self.name(of: flag)
        flags.removeAll { $0.name == name }
    }

    /// Lays the difference of two command lines of ours over a third that others may have changed since: what the two
    /// have alike is left alone, in its place.
    package static func merged(_ words: [String], from old: [String], to new: [String]) -> [String] {
        guard old != new else { return words }
        var (before, after, result) = (
            EngineArguments(positional: []), EngineArguments(positional: []), EngineArguments(positional: [])
        )
        before.merge(old)
        after.merge(new)
        result.merge(words)
        if before.positional != after.positional {
            if result.value(of: "--model") != nil, let model = after.positional.first {
                // vLLM takes its model as a word or by this flag; what is there keeps its form.
                result.replace("--model", with: model)
            } else {
                result.positional = after.positional
            }
        }
        for flag in after.flags where before.flags.first(where: { $0.name == flag.name })?.words != flag.words {
            result.replace(flag)
        }
        for flag in before.flags where !after.flags.contains(where: { $0.name == flag.name }) {
            result.remove(flag.name)
        }
        return result.words
    }

    private mutating func replace(_ flag: String, with value: String) {
        replace(Flag(name: Self.name(of: flag), words: ["\(flag)=\(value)"]))
    }

    private mutating func replace(_ flag: Flag) {
        guard let index = flags.firstIndex(where: { $0.name == flag.name }) else { return flags.append(flag) }
        flags[index] = flag
    }
}
