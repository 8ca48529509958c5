package import Domain

/// What is safe of one file that is uploaded in parts: which parts the store holds, and up to where the hash may be
/// taken over by a resume.
///
/// The hash position moves on only over parts that are stored without a gap, whatever order they finish in.
package struct FileLedger: Sendable, Hashable {
    package let partSize: Int64
    package private(set) var committed: HashState?
    private var stored: [Int: UploadedPart]
    private var hashed: [Int: HashState] = [:]
    private var contiguous: Int
    /// The store holds every part, although not all of them are known by name.
    private let isWhole: Bool

    package init(
        partSize: Int64, committed: HashState? = nil, stored: [UploadedPart] = [], isWhole: Bool = false
    ) {
        self.partSize = partSize
        self.isWhole = isWhole
        self.committed = committed
        self.stored = Dictionary(stored.map { ($0.number, $0) }, uniquingKeysWith: { $1 })
        contiguous = Int(((committed?.position ?? 0) + partSize - 1) / partSize)
    }

    /// By number, without those that are still on their way.
    package var parts: [UploadedPart] { stored.values.sorted { $0.number < $1.number } }
    package var storedNumbers: Set<Int> { Set(stored.keys) }
    package var safeBytes: Int64 { committed?.position ?? 0 }

    /// The bytes of a part have been hashed; `state` is the hash at its end.
    package mutating func hash(_ number: Int, _ state: HashState) {
        hashed[number] = state
        advance()
    }

    package mutating func store(_ part: UploadedPart) {
        stored[part.number] = part
        advance()
    }

    private mutating func advance() {
        while isWhole || stored[contiguous + 1] != nil, let state = hashed.removeValue(forKey: contiguous + 1) {
            contiguous += 1
            committed = state
        }
    }
}
