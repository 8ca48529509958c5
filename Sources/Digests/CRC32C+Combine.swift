extension CRC32C {
    /// 0x1EDC6F41 with its bits reversed, as every common implementation stores it.
    static let polynomial: UInt32 = 0x82F6_3B78

    /// The sum of A followed by B, from the two sums and the length of B, without the bytes.
    ///
    /// Appending n bytes multiplies A's remainder by x^(8n) modulo the polynomial, over GF(2).
    package static func combine(_ a: UInt32, _ b: UInt32, lengthOfB: Int64) -> UInt32 {
        multiply(power(bytes: UInt64(max(lengthOfB, 0))), a) ^ b
    }

    /// Appends a part whose sum and length are known.
    package mutating func append(_ part: CRC32C, length: Int64) {
        self = CRC32C(value: Self.combine(value, part.value, lengthOfB: length))
    }

    /// x^(8 * bytes); the highest bit stands for x^0.
    private static func power(bytes: UInt64) -> UInt32 {
        var result: UInt32 = 1 << 31
        var square: UInt32 = 1 << 23
        var rest = bytes
        while rest > 0 {
            if rest & 1 == 1 { result = multiply(square, result) }
            square = multiply(square, square)
            rest >>= 1
        }
        return result
    }

    private static func multiply(_ a: UInt32, _ b: UInt32) -> UInt32 {
        var product: UInt32 = 0
        var shifted = b
        var bit: UInt32 = 1 << 31
        while bit > 0 {
            if a & bit != 0 { product ^= shifted }
            shifted = shifted & 1 == 1 ? (shifted >> 1) ^ polynomial : shifted >> 1
            bit >>= 1
        }
        return product
    }
}
