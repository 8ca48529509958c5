import Foundation

/// Base64 of text, for opaque tokens and etags.
package enum Base64Text {
    package static func encode(_ text: String) -> String {
        Data(text.utf8).base64EncodedString()
    }

    package static func decode(_ text: String) -> String? {
        Data(base64Encoded: text).map { String(decoding: $0, as: UTF8.self) }
    }
}
