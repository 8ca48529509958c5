import CJWT
import Foundation

extension JSONWebToken {
    /// Signs claims.
    ///
    /// - Parameter claims: a JSON object.
    /// - Throws: `malformed` when `claims` is not a JSON object, `signingFailed` otherwise.
    package static func signed(claims: [UInt8], by key: SigningKey) throws(JWTError) -> String {
        guard try StrictJSONReader.read(claims).object != nil else {
            throw JWTError(.malformed, "claims are not an object")
        }
        var created: OpaquePointer?
        guard jwt_new(&created) == 0, let handle = created else { throw JWTError(.signingFailed, "out of memory") }
        defer { jwt_free(handle) }
        let pem = Array(key.pem.utf8)
        guard jwt_set_alg(handle, key.algorithm.library, pem, Int32(pem.count)) == 0,
            jwt_add_header(handle, "typ", "JWT") == 0,
            key.keyID.map({ jwt_add_header(handle, "kid", $0) == 0 }) ?? true,
            jwt_add_grants_json(handle, String(decoding: claims, as: UTF8.self)) == 0
        else { throw JWTError(.signingFailed, "claims were not accepted") }
        guard let text = jwt_encode_str(handle) else { throw JWTError(.signingFailed, "the key did not sign") }
        defer { free(text) }
        return String(cString: text)
    }

    /// Signs claims given as a value that encodes to a JSON object.
    package static func signed(encoding claims: some Encodable, by key: SigningKey) throws(JWTError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let json = try? encoder.encode(claims) else { throw JWTError(.malformed, "claims do not encode") }
        return try signed(claims: [UInt8](json), by: key)
    }
}
