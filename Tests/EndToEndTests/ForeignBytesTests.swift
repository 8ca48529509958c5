import Foundation
import TestSupport
import Testing

/// Bytes of others, as anybody could make them: no parser crashes, hangs, or takes something for what it is not.
///
/// `FOREIGN_BYTES_CASES` and `FOREIGN_BYTES_SEED` make the run longer and other (`make fuzz`: a million cases each).
struct ForeignBytesTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let cases = environment["FOREIGN_BYTES_CASES"].flatMap { Int($0) } ?? 3000
    static let seed = environment["FOREIGN_BYTES_SEED"].flatMap { UInt64($0) } ?? 20_261_128

    struct Subject: Sendable, CustomStringConvertible {
        var description: String
        var samples: [[UInt8]]
        /// Whether the bytes were taken. What no input may cause is recorded as an issue.
        var parse: @Sendable ([UInt8]) async -> Bool
    }

    @Test(arguments: subjects)
    func `changed bytes are refused or read, never more`(_ subject: Subject) async {
        var random = SeededGenerator(seed: Self.seed)
        var taken = 0
        let start = ContinuousClock.now
        for sample in subject.samples + Self.deep {
            if await subject.parse(sample) { taken += 1 }
        }
        for _ in 0..<Self.cases {
            if await subject.parse(Self.changed(subject.samples, &random)) { taken += 1 }
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let rate = Int(Double(Self.cases) / max(seconds, 0.001))
        print(
            "foreign bytes: \(subject): \(Self.cases) cases, \(taken) taken, no crash, \(rate)/s, \(Int(seconds)) s")
        #expect(taken > 0, "not even the samples are read: nothing was tried")
    }

    /// The next number in decimal digits becomes one at the edge of what can be counted.
    private static func exaggerate(_ bytes: inout [UInt8], from at: Int, _ random: inout SeededGenerator) {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard let start = bytes[at...].firstIndex(where: digits.contains) else { return }
        let end = bytes[start...].firstIndex { !digits.contains($0) } ?? bytes.count
        let edges = [
            "0", "-1", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "18446744073709551615",
            "1e308",
            "4611686018427387904", "2305843009213693951", "1152921504606846975", "4294967296", "2147483647", "0.5",
            "1e18",
        ]
        bytes.replaceSubrange(start..<end, with: Array((edges.randomElement(using: &random) ?? "").utf8))
    }

    /// Nested deeper than any stack, in every notation.
    private static let deep: [[UInt8]] = [("[", "]"), ("{\"a\":", "}"), ("<a>", "</a>"), ("- ", ""), ("[*a,", "]")].map
    {
        Array((String(repeating: $0.0, count: 50_000) + String(repeating: $0.1, count: 50_000)).utf8)
    }

    /// A sample with some bytes flipped, taken out, put in, doubled, cut off, or joined with another.
    private static func changed(_ samples: [[UInt8]], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = samples.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let at = bytes.isEmpty ? 0 : Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<9, using: &random) {
            case 0 where !bytes.isEmpty: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1 where !bytes.isEmpty: bytes.remove(at: at)
            case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: at)
            case 3: bytes = Array(bytes.prefix(at))
            case 4: bytes += samples.randomElement(using: &random) ?? []
            case 5 where !bytes.isEmpty:
                let end = min(bytes.count, at + Int.random(in: 1...16, using: &random))
                bytes.insert(contentsOf: bytes[at..<end], at: at)
            case 8 where !bytes.isEmpty: exaggerate(&bytes, from: at, &random)
            case 6 where !bytes.isEmpty:
                bytes[at] = Array("{}[]\",:\\/.@#-0 \n\t".utf8).randomElement(using: &random) ?? 0
            default:
                let edge: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]
                bytes.replaceSubrange(at..<min(bytes.count, at + 8), with: edge)
            }
            if bytes.count > 4096 { bytes = Array(bytes.prefix(4096)) }
        }
        return bytes
    }
}
