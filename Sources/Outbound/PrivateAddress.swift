import Foundation

/// Addresses that mean this machine or its network, by their text: names are not resolved here.
enum PrivateAddress {
    static func contains(_ host: String) -> Bool {
        let name = host.lowercased().trimmingSuffix(".").trimmingBrackets
        if let bytes = parse(name, AF_INET, count: 4) { return containsV4(number(bytes[...])) }
        if let bytes = parse(name, AF_INET6, count: 16) { return containsV6(bytes) }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard let last = labels.last, !name.isEmpty else { return true }
        // 2130706433, 0x7f.1 and 127.1 are addresses to the resolver.
        if last.allSatisfy(\.isNumber) || last.hasPrefix("0x") { return true }
        return ["localhost", "local", "internal", "lan", "home"].contains(last) || labels.count == 1
    }

    private static func parse(_ text: String, _ family: Int32, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return inet_pton(family, text, &bytes) == 1 ? bytes : nil
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// IANA's special-purpose registry, multicast included.
    private static let ranges: [(base: UInt32, bits: UInt32)] = [
        (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8), (0xA9FE_0000, 16),
        (0xAC10_0000, 12), (0xC000_0000, 24), (0xC0A8_0000, 16), (0xC612_0000, 15), (0xE000_0000, 3),
    ]

    private static func containsV4(_ address: UInt32) -> Bool {
        ranges.contains { range in address >> (32 - range.bits) == range.base >> (32 - range.bits) }
    }

    private static func containsV6(_ bytes: [UInt8]) -> Bool {
        let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        let isTranslated = Array(bytes[..<12]) == [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]
        if isMapped || isTranslated {
            return containsV4(number(bytes[12...]))
        }
        let isLowest = bytes[..<8].allSatisfy { $0 == 0 }
        return isLowest || bytes[0] & 0xFE == 0xFC || (bytes[0] == 0xFE && bytes[1] & 0x80 == 0x80) || bytes[0] == 0xFF
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: Character) -> String {
        last == suffix ? String(dropLast()) : self
    }

    fileprivate var trimmingBrackets: String {
        hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : self
    }
}
