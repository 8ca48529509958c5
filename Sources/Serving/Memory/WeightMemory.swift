import Domain

/// The weights as they lie in memory when loaded, with how that is known.
struct WeightMemory: Sendable, Hashable {
    var bytes: ByteCount
    var lines: [PlanLine]

    init(_ manifest: ModelManifest, facts: WeightFacts?, engine: EngineKind, options: FitOptions) {
        guard let facts else {
            bytes = ModelFiles.weightBytes(of: manifest)
            lines = [PlanLine("weights", bytes.binaryText, "the sizes of the imported weight files; headers not read")]
            return
        }
        let kept = facts.tensorBytes - facts.unused
        let count = facts.files == 1 ? "the header of 1 file" : "the headers of \(facts.files) files"
        var lines = [
            PlanLine(
                "weights", kept.binaryText,
                "\(Self.elements(facts)) = \(facts.tensorBytes.bytes) B, exact: from \(count)"
                    + (facts.unusedReason.map { ", less \(facts.unused.bytes) B of \($0)" } ?? "")
            )
        ]
        var bytes = kept
        let singles = facts.elements["F32"] ?? 0
        if engine == .vllm, !options.keepsFloat32, singles > facts.elementCount / 2 {
            bytes = bytes - ByteCount(singles * 2)
            lines.append(
                PlanLine(
                    "weights in memory", bytes.binaryText,
                    "\(singles) × F32 are loaded as 16 bits (--dtype auto): − \(singles) × 2 B")
            )
        }
        let isQuantised = manifest.facts.configuration?.quantization != nil
        if engine == .vllm, !isQuantised, let method = options.quantization, let share = Self.share(of: method),
            facts.quantizable.bytes > 0
        {
            let saved = ByteCount(Int64(Double(facts.quantizable.bytes) * (1 - share)))
            bytes = bytes - saved
            lines.append(
                PlanLine(
                    "weights in memory", bytes.binaryText,
                    "--quantization \(method) shrinks \(facts.quantizable.binaryText) of matrices to "
                        + "\(Int(share * 100)) % while loading")
            )
        }
        self.bytes = bytes
        self.lines = lines
    }

    /// `8030261248 × BF16`, the largest first, three at most.
    private static func elements(_ facts: WeightFacts) -> String {
        let sorted = facts.elements.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
        let shown = sorted.prefix(3).map { "\($0.value) × \($0.key)" }
        return shown.joined(separator: " + ") + (sorted.count > 3 ? " + …" : "")
    }

    /// What is left of a 16-bit matrix.
    private static func share(of method: String) -> Double? {
        switch method {
        case "fp8", "experts_int8", "ptpc_fp8": 0.5
        case "bitsandbytes": 0.28
        default: nil
        }
    }
}
