/// Amounts as Kubernetes and Cloud Run write them.
enum RunQuantity {
    private static let units: [(suffix: String, bytes: Int64)] = [
        ("Ki", 1 << 10), ("Mi", 1 << 20), ("Gi", 1 << 30), ("Ti", 1 << 40),
        ("k", 1_000), ("M", 1_000_000), ("G", 1_000_000_000), ("T", 1_000_000_000_000),
    ]

    /// Bytes of `32Gi`, `512M` or a plain number.
    static func bytes(_ text: String) -> Int64? {
        for unit in units where text.hasSuffix(unit.suffix) {
            return Double(text.dropLast(unit.suffix.count)).map { Int64($0 * Double(unit.bytes)) }
        }
        return Int64(text)
    }

    /// Thousandths of a vCPU of `8`, `0.5` or `500m`.
    static func milliCPU(_ text: String) -> Int64? {
        text.hasSuffix("m") ? Int64(text.dropLast()) : Double(text).map { Int64($0 * 1000) }
    }

    /// Seconds of a duration such as `300s`.
    static func seconds(_ text: String) -> Double? {
        text.hasSuffix("s") ? Double(text.dropLast()) : nil
    }
}
