import CNIOBoringSSL
import Digests
import Foundation

/// What no importer can go below: each TLS record opened, hashed twice and sealed again, on one core, in memory.
///
/// BoringSSL is the TLS library of our transport and the fastest at hand; records are of 16 KiB, as on the wire, and
/// stay in the cache between the four steps. The cost does not depend on what the bytes are.
struct Floor {
    let bytes: Int
    private static let record = 16 << 10
    private static let tag = 16

    private struct Figures: Encodable {
        var bytes: Int
        var secondsPerGiB: [String: Double]
    }

    struct Failed: Error {}

    func measured() throws -> String {
        let sealer = try RecordSealer()
        var plain = [UInt8](repeating: 0x5A, count: Self.record)
        var sealed = [UInt8](repeating: 0, count: Self.record + Self.tag)
        try sealer.seal(plain, into: &sealed)
        let incoming = sealed
        var sha256 = SHA256()
        var crc32c = CRC32C()
        var seconds: [String: Double] = [:]
        seconds["decrypt"] = try timed { try sealer.open(incoming, into: &plain) }
        seconds["encrypt"] = try timed { try sealer.seal(plain, into: &sealed) }
        seconds["sha256"] = try timed { plain.withUnsafeBytes { sha256.update($0) } }
        seconds["crc32c"] = try timed { plain.withUnsafeBytes { crc32c.update($0) } }
        seconds["all"] = try timed {
            try sealer.open(incoming, into: &plain)
            plain.withUnsafeBytes {
                sha256.update($0)
                crc32c.update($0)
            }
            try sealer.seal(plain, into: &sealed)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(Figures(bytes: bytes, secondsPerGiB: seconds)), as: UTF8.self)
    }

    /// Processor seconds per GiB of doing `step` to every record.
    private func timed(_ step: () throws -> Void) throws -> Double {
        let records = max(1, bytes / Self.record)
        let began = CPUTime.ofThread
        for _ in 0..<records { try step() }
        return (CPUTime.ofThread - began) / Double(records * Self.record) * Double(1 << 30)
    }
}

/// AES-128-GCM over single records.
private final class RecordSealer {
    private let context: UnsafeMutablePointer<EVP_AEAD_CTX>
    private let nonce = [UInt8](repeating: 7, count: 12)

    init() throws {
        let key = [UInt8](repeating: 1, count: 16)
        guard let made = EVP_AEAD_CTX_new(EVP_aead_aes_128_gcm(), key, key.count, 16) else {
            throw Floor.Failed()
        }
        context = made
    }

    deinit { EVP_AEAD_CTX_free(context) }

    func seal(_ plain: [UInt8], into sealed: inout [UInt8]) throws {
        var length = 0
        let isDone = EVP_AEAD_CTX_seal(
            context, &sealed, &length, sealed.count, nonce, nonce.count, plain, plain.count, nil, 0
        )
        guard isDone == 1 else { throw Floor.Failed() }
    }

    func open(_ sealed: [UInt8], into plain: inout [UInt8]) throws {
        var length = 0
        let isDone = EVP_AEAD_CTX_open(
            context, &plain, &length, plain.count, nonce, nonce.count, sealed, sealed.count, nil, 0
        )
        guard isDone == 1 else { throw Floor.Failed() }
    }
}
