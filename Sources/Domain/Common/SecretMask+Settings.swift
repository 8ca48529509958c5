/// The one rule for settings of a service that are shown: variables, arguments, the platform's own resource. It holds
/// for plans, differences, revisions and resources alike, and for every role: who may read a secret reads it where it
/// is kept.
extension SecretMask {
    /// The value of a variable, or the mask when the name speaks of a secret or the value looks like one.
    package static func masked(_ value: String, named name: String) -> String {
        speaksOfSecret(name, value) ? mask : masked(value)
    }

    /// A command line: `--api-key=VALUE`, `--api-key VALUE`, and what looks like a secret anywhere.
    package static func maskedWords(_ words: [String]) -> [String] {
        var shown: [String] = []
        var flag: String?
        for word in words {
            if let flag, !word.hasPrefix("-") {
                shown.append(masked(word, named: flag))
            } else if word.hasPrefix("-"), let cut = word.firstIndex(of: "=") {
                let value = String(word[word.index(after: cut)...])
                shown.append(word[...cut] + masked(value, named: String(word[..<cut])))
            } else {
                shown.append(masked(word))
            }
            flag = word.hasPrefix("-") && !word.contains("=") ? word : nil
        }
        return shown
    }

    /// A container's or a service's resource: variables (`{"name": …, "value": …}`, or the members of `environment`),
    /// `args`, `arguments` and `command` by the rules above, every other text by what it looks like.
    package static func maskedResource(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null, .bool, .integer, .number: return value
        case .string(let text): return .string(masked(text))
        case .array(let items): return .array(items.map(maskedResource))
        case .object(var members):
            let name = members["name"]?.string
            for (key, member) in members {
                switch (key, member) {
                case ("value", .string(let text)) where name != nil:
                    members[key] = .string(masked(text, named: name ?? ""))
                case ("args", .array(let words)), ("arguments", .array(let words)), ("command", .array(let words)):
                    let texts = words.compactMap(\.string)
                    members[key] =
                        texts.count == words.count
                        ? .array(maskedWords(texts).map(JSONValue.string)) : .array(words.map(maskedResource))
                case ("environment", .object(let variables)):
                    members[key] = .object(
                        variables.reduce(into: [:]) { all, variable in
                            all[variable.key] =
                                variable.value.string.map { .string(masked($0, named: variable.key)) }
                                ?? maskedResource(variable.value)
                        })
                default: members[key] = maskedResource(member)
                }
            }
            return .object(members)
        }
    }

    /// `HF_TOKEN`, `--api-key`, `DB_PASSWORD`; not `TOKENIZERS_PARALLELISM`, nor `MAX_TOKENS` with a number.
    private static func speaksOfSecret(_ name: String, _ value: String) -> Bool {
        guard !value.isEmpty else { return false }
        let upper = name.uppercased().replacing("-", with: "_")
        let always = ["SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "API_KEY", "APIKEY", "PRIVATE_KEY"]
        if always.contains(where: upper.contains) { return true }
        let isPlain = Double(value) != nil || ["true", "false"].contains(value.lowercased())
        return upper.split { !$0.isLetter && !$0.isNumber }.contains { word in
            word.hasSuffix("TOKEN") || word.hasSuffix("KEY")
                || !isPlain && (word.hasSuffix("TOKENS") || word.hasSuffix("KEYS"))
        }
    }
}
