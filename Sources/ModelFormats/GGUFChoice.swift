import Foundation

/// Chooses one quantization of a repository that offers many, with all of its parts, and one vision projector.
struct GGUFChoice {
    /// What llama.cpp's own tools recommend first, then what is nearest in quality.
    static let preference = [
        "Q4_K_M", "Q4_K_L", "Q5_K_M", "Q4_K_S", "Q5_K_S", "Q6_K", "Q8_0", "IQ4_XS", "IQ4_NL", "Q4_0", "Q4_1", "Q5_0",
        "Q5_1", "Q3_K_L", "Q3_K_M", "MXFP4", "F16", "BF16", "FP16", "F32",
    ]

    /// Path to reason.
    private(set) var files: [String: String] = [:]

    init(_ paths: [String]) {
        let all = paths.filter { $0.lowercased().hasSuffix(".gguf") }
        let projectors = all.filter { Self.name($0).lowercased().contains("mmproj") }
        var groups: [String: [String]] = [:]
        for path in all where !projectors.contains(path) { groups[Self.stem(path), default: []].append(path) }
        guard let best = groups.keys.min(by: { Self.rank($0) < Self.rank($1) }), let parts = groups[best] else {
            return
        }
        for path in parts { files[path] = "weights" }
        if let projector = projectors.min(by: { Self.projectorRank($0) < Self.projectorRank($1) }) {
            files[projector] = "vision projector"
        }
    }

    /// The path without `.gguf` and without `-00001-of-00003`.
    static func stem(_ path: String) -> String {
        let stem = String(path.dropLast(".gguf".count))
        let parts = stem.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count > 3, parts[parts.count - 2] == "of", isNumber(parts[parts.count - 1]),
            isNumber(parts[parts.count - 3])
        else { return stem }
        return parts.dropLast(3).joined(separator: "-")
    }

    private static func rank(_ stem: String) -> (Int, Int, String) {
        let upper = name(stem).uppercased()
        let index = preference.firstIndex { quantization in
            guard let found = upper.range(of: quantization, options: .backwards) else { return false }
            let before = found.lowerBound == upper.startIndex ? nil : upper[upper.index(before: found.lowerBound)]
            let after = found.upperBound == upper.endIndex ? nil : upper[found.upperBound]
            return !isWord(before) && !isWord(after)
        }
        return (index ?? preference.count, stem.utf8.count, stem)
    }

    private static func projectorRank(_ path: String) -> (Int, String) {
        let upper = name(path).uppercased()
        return (upper.contains("BF16") ? 1 : upper.contains("F16") ? 0 : 2, path)
    }

    /// `Q4_K` must not be found in `IQ4_KS`.
    private static func isWord(_ character: Character?) -> Bool {
        guard let character else { return false }
        return character.isLetter || character.isNumber || character == "_"
    }

    private static func isNumber(_ text: Substring) -> Bool { text.count == 5 && text.allSatisfy(\.isNumber) }
    private static func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}
