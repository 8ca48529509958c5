/// Values of Google Cloud labels: at most 63 of `[a-z0-9_-]`. What does not fit the rule is kept in an annotation;
/// the label is for finding.
package enum LabelValue {
    package static let longest = 63

    /// Lowercase, every other character a hyphen, cut to length.
    package static func sanitised(_ text: String) -> String {
        var value = ""
        for byte in text.lowercased().utf8 {
            let isKept = (97...122).contains(byte) || (48...57).contains(byte) || byte == 95 || byte == 45
            value.unicodeScalars.append(isKept ? Unicode.Scalar(byte) : "-")
        }
        return String(value.prefix(longest))
    }

    /// Sixteen hex digits that tell two texts apart (FNV-1a, 64 bits). Not a security measure.
    package static func hash(_ text: String) -> String {
        var state: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 {
            state ^= UInt64(byte)
            state = state &* 0x0000_0100_0000_01b3
        }
        let hex = String(state, radix: 16)
        return String(repeating: "0", count: 16 - hex.count) + hex
    }
}
