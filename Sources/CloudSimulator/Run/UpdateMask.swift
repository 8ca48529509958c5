/// The paths of an `updateMask`, in either spelling.
enum UpdateMask {
    /// Reads the query's form: comma-separated paths.
    static func paths(_ text: String?) -> [String] {
        (text ?? "").split(separator: ",").map { camelCase($0.filter { $0 != " " }) }
    }

    /// The target with the masked fields as they are in the source; a masked field that the source lacks is cleared.
    static func merge(_ paths: [String], of source: JSONValue, into target: JSONValue) throws -> JSONValue {
        var merged = target
        for path in paths {
            let names = path.split(separator: ".").map(String.init)
            guard !names.isEmpty, !RunShapes.serviceOutput.contains(names[0]) else {
                throw GoogleError.invalidArgument("Field \"\(path)\" cannot be updated.", field: "updateMask")
            }
            merged = copy(names[...], from: source, to: merged)
        }
        return merged
    }

    private static func copy(_ names: ArraySlice<String>, from source: JSONValue?, to target: JSONValue) -> JSONValue {
        guard let first = names.first else { return source ?? .null }
        var target = target
        if names.count == 1 {
            target[first] = source?[first]
        } else {
            target[first] = copy(names.dropFirst(), from: source?[first], to: target[first] ?? [:])
        }
        return target
    }

    private static func camelCase(_ text: String) -> String {
        let words = text.split(separator: "_", omittingEmptySubsequences: false)
        return words.dropFirst().reduce(String(words.first ?? "")) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
    }
}
