import Domain

/// A service's name from its model: Cloud Run's rule is a lowercase letter, then `[a-z0-9-]`, at most 49 characters.
package enum ServiceName {
    package static let longest = 49

    /// `google/gemma-3-12b-it` → `gemma-3-12b-it`; `gemma2:9b` → `gemma2-9b`. Always a valid name.
    package static func derived(from modelID: String) -> String {
        let last = modelID.split(separator: "/").last.map(String.init) ?? modelID
        var name = ""
        for byte in last.lowercased().utf8 {
            let isKept = (97...122).contains(byte) || (48...57).contains(byte)
            if isKept {
                name.unicodeScalars.append(Unicode.Scalar(byte))
            } else if !name.isEmpty, name.last != "-" {
                name.append("-")
            }
        }
        if let first = name.utf8.first, !(97...122).contains(first) { name = "m-" + name }
        name = String(name.prefix(longest))
        while name.last == "-" { name.removeLast() }
        return name.isEmpty ? "model" : name
    }
}
