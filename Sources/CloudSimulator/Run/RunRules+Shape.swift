extension RunRules {
    /// CPU and memory that go together where there is no GPU (cloud.google.com/run/docs/configuring/services/memory-limits).
    func checkShape(_ limits: JSONValue?, at field: String) throws {
        let cpu = RunQuantity.milliCPU(limits?["cpu"]?.string ?? "1") ?? 0
        let memory = RunQuantity.bytes(limits?["memory"]?.string ?? "512Mi") ?? 0
        let (gibibyte, mebibyte): (Int64, Int64) = (1 << 30, 1 << 20)
        let range: ClosedRange<Int64>
        switch cpu {
        case 80..<1000: range = 128 * mebibyte...(cpu < 500 ? 512 * mebibyte : gibibyte)
        case 1000: range = 128 * mebibyte...4 * gibibyte
        case 2000: range = 128 * mebibyte...8 * gibibyte
        case 4000: range = 2 * gibibyte...16 * gibibyte
        case 6000: range = 4 * gibibyte...24 * gibibyte
        case 8000: range = 4 * gibibyte...32 * gibibyte
        default:
            throw violation(field + ".cpu", "must be 1, 2, 4, 6 or 8 (or less than 1), found \(Double(cpu) / 1000).")
        }
        guard range.contains(memory) else {
            throw violation(
                field + ".memory",
                "\(Double(cpu) / 1000) CPU goes with \(range.lowerBound / mebibyte)Mi to \(range.upperBound / mebibyte)Mi "
                    + "of memory, found \(memory / mebibyte)Mi."
            )
        }
    }

    /// All variables of a container together.
    func checkEnvironmentSize(_ variables: [JSONValue], at field: String) throws {
        let size = variables.reduce(0) {
            $0 + ($1["name"]?.string?.utf8.count ?? 0) + ($1["value"]?.string?.utf8.count ?? 0)
        }
        guard size <= 32_768 else {
            throw violation(field, "Environment variables must total at most 32768 bytes, found \(size).")
        }
        var names: Set<String> = []
        for name in variables.compactMap({ $0["name"]?.string }) where !names.insert(name).inserted {
            throw violation(field, "Variable \"\(name)\" is given more than once.")
        }
    }
}
