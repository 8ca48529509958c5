/// The name of a model that comes from no hub: from a directory or another bucket.
///
/// It is one folder of a bucket, a part of an engine's `--served-model-name` and of a service's name, so it takes what
/// all of them take: 1 to 96 of `[A-Za-z0-9._-]`, a letter or digit first and last, no `..`.
package enum ModelName {
    /// What is wrong with a name; nil when it is one.
    package static func fault(_ name: String) -> String? {
        guard let first = name.utf8.first, let last = name.utf8.last else { return "it is empty" }
        if name.utf8.count > 96 { return "it has more than 96 characters" }
        guard first.isASCIIAlphanumeric, last.isASCIIAlphanumeric else {
            return "it does not begin and end with a letter or digit"
        }
        if name.contains("..") { return "it has ‘..’" }
        let isPlain = name.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == 45 || $0 == 46 || $0 == 95 }
        return isPlain ? nil : "it has other characters than letters, digits, ‘.’, ‘_’ and ‘-’"
    }

    /// Text and name of `TEXT[#NAME]`: what follows the last `#` is the name.
    static func split(_ text: String) -> (place: String, name: String?) {
        guard let mark = text.lastIndex(of: "#") else { return (text, nil) }
        return (String(text[..<mark]), String(text[text.index(after: mark)...]))
    }

    /// The name given, or the last part of the place.
    static func chosen(_ given: String?, place: String, prefix: String) throws(Problem) -> String {
        let name = given ?? place.split(separator: "/").last.map(String.init) ?? ""
        guard let fault = fault(name) else { return name }
        throw Problem(
            .invalidReference, "The model needs a name",
            detail: "‘\(shown(name))’ cannot be one: \(fault)",
            fix: "Give it a name: \(prefix)\(shown(place))#my-model"
        )
    }

    /// Whether a text has characters that no name and no path may have: controls, and what could hide them.
    static func hasControls(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0.value < 32 || (127...159).contains($0.value) || $0.value == 0xFFFD }
    }

    /// For messages: one line, 200 characters at most.
    static func shown(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(200) {
            out.append(scalar.value < 32 || (127...159).contains(scalar.value) ? "?" : scalar)
        }
        return String(out)
    }
}
