/// Sizes that a hub may state. No object of Cloud Storage is larger than 5 TiB, and sums of such sizes cannot overflow.
enum FileSize {
    static let allowed: ClosedRange<Int64> = 0...(5 << 40)
}
