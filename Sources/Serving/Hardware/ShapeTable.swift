package import Domain

/// Which CPU and memory go together in one instance.
///
/// Source: Cloud Run's pages on GPU, CPU and memory limits, as of 2026-09. The steps of the RTX PRO 6000 are observed
/// ones; between its documented bounds other pairs are warned about, not refused.
package struct ShapeTable: Sendable, Hashable {
    package struct Row: Sendable, Hashable {
        package var cpu: Int
        package var memory: ClosedRange<ByteCount>

        init(_ cpu: Int, _ gibibytes: ClosedRange<Int64>) {
            self.cpu = cpu
            memory = ByteCount.gib(gibibytes.lowerBound)...ByteCount.gib(gibibytes.upperBound)
        }

        var text: String {
            memory.lowerBound == memory.upperBound
                ? "\(cpu) vCPU with \(memory.lowerBound.binaryText)"
                : "\(cpu) vCPU with \(memory.lowerBound.binaryText) to \(memory.upperBound.binaryText)"
        }
    }

    /// Smallest first.
    package var rows: [Row]
    /// Whether Google documents every row.
    package var isDocumented: Bool

    package static func cloudRun(_ accelerator: String) -> ShapeTable? {
        switch accelerator {
        case AcceleratorCatalog.l4.name:
            ShapeTable(rows: [Row(4, 16...16), Row(6, 16...24), Row(8, 16...32)], isDocumented: true)
        case AcceleratorCatalog.rtxPro6000.name:
            ShapeTable(
                rows: [Row(20, 80...80), Row(22, 88...88), Row(24, 96...96), Row(30, 120...120)], isDocumented: false)
        case "cpu":
            ShapeTable(
                rows: [Row(1, 1...4), Row(2, 1...8), Row(4, 2...16), Row(6, 4...24), Row(8, 4...32)],
                isDocumented: true)
        default: nil
        }
    }

    package func allows(_ shape: HostShape) -> Bool {
        rows.contains { $0.cpu == shape.cpu && $0.memory.contains(shape.memory) }
    }

    /// Within the smallest and the largest row.
    package func bounds(_ shape: HostShape) -> Bool {
        guard let first = rows.first, let last = rows.last else { return false }
        return (first.cpu...last.cpu).contains(shape.cpu)
            && (first.memory.lowerBound...last.memory.upperBound).contains(shape.memory)
    }

    /// The most memory that any row has.
    package var mostMemory: ByteCount { rows.last?.memory.upperBound ?? 0 }

    /// The smallest shape that has what is asked for and the memory that is needed; where neither CPU nor memory is
    /// asked for, not below `usual`. nil when no row has it.
    package func smallest(cpu: Int?, memory: ByteCount?, need: ByteCount, usual: HostShape) -> HostShape? {
        let least = max(need.roundedUpToGib, cpu == nil && memory == nil ? usual.memory : 0)
        for row in rows {
            if let cpu, cpu != row.cpu { continue }
            if cpu == nil, memory == nil, row.cpu < usual.cpu { continue }
            let wanted = memory ?? max(row.memory.lowerBound, least)
            if row.memory.contains(wanted) { return HostShape(cpu: row.cpu, memory: wanted) }
        }
        return nil
    }

    package var text: String { rows.map(\.text).joined(separator: "; ") }
}

extension ByteCount {
    package var roundedUpToGib: ByteCount { .gib((bytes + (1 << 30) - 1) >> 30) }
}
