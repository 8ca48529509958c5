/// What `RunningDigest` needs of one of OpenSSL's digest contexts.
package protocol DigestContext: Sendable {
    /// Bytes of a finished digest.
    static var digestLength: Int { get }
    /// Bytes of the context, as OpenSSL 3 lays it out.
    static var stateLength: Int { get }

    /// Bytes of the block that is being filled.
    var num: UInt32 { get }
    /// The low word of the number of bits that were hashed.
    var Nl: UInt32 { get }
    /// Whether restored bytes can be a context of this algorithm at all.
    var isOfThisAlgorithm: Bool { get }

    init()
    mutating func start()
    mutating func add(_ bytes: UnsafeRawPointer, count: Int)
    /// - Parameter digest: room for `digestLength` bytes.
    mutating func finish(_ digest: inout [UInt8])
}

extension DigestContext {
    package var isOfThisAlgorithm: Bool { true }
}
