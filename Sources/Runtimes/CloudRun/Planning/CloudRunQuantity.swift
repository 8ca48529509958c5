import Foundation

/// CPU and memory as Kubernetes writes them: `2`, `500m`, `32Gi`, `512Mi`, `1G`.
enum CloudRunQuantity {
    static func cpus(_ text: String?) -> Double? {
        guard let text else { return nil }
        return text.hasSuffix("m") ? Double(text.dropLast()).map { $0 / 1000 } : Double(text)
    }

    static func gibibytes(_ text: String?) -> Double? {
        guard let text else { return nil }
        let units: [(String, Double)] = [
            ("Ki", 0x1p10), ("Mi", 0x1p20), ("Gi", 0x1p30), ("Ti", 0x1p40), ("k", 1e3), ("M", 1e6), ("G", 1e9),
            ("T", 1e12),
        ]
        for (unit, size) in units where text.hasSuffix(unit) {
            return Double(text.dropLast(unit.count)).map { $0 * size / 0x1p30 }
        }
        return Double(text).map { $0 / 0x1p30 }
    }
}
