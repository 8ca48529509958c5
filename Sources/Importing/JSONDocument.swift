import Foundation
package import NIOCore
import NIOFoundationCompat

/// Small JSON objects of ours in a bucket: sorted keys, so that equal values are equal bytes.
package enum JSONDocument {
    package static func encode(_ value: some Encodable) throws -> ByteBuffer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return ByteBuffer(data: try encoder.encode(value))
    }

    package static func decode<Value: Decodable>(_ type: Value.Type, from bytes: ByteBuffer) throws -> Value {
        try JSONDecoder().decode(type, from: Data(buffer: bytes))
    }
}
