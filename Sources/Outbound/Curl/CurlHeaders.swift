/// The request's header fields in libcurl's notation. libcurl adds fields of its own; those that we do not send are
/// named without a value, which takes them away.
enum CurlHeaders {
    /// - Throws: `OutboundError` when a field would break out of its line.
    static func lines(_ request: OutboundRequest) throws -> [String] {
        var lines: [String] = []
        for field in request.headers {
            guard isToken(field.name), isValue(field.value) else {
                throw OutboundError(
                    .protocolError, method: request.method, url: request.url,
                    cause: "a header field has a name or a value that HTTP does not allow"
                )
            }
            // The body says how it is framed.
            if framing.contains(field.name.lowercased()) { continue }
            lines.append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        // A body over 1 MiB would wait a second for an interim answer that most servers never send.
        lines.append("Expect:")
        for name in ["Accept", "Content-Type"] where request.headers[name] == nil { lines.append("\(name):") }
        return lines
    }

    private static let framing: Set<String> = ["content-length", "transfer-encoding", "expect"]

    /// RFC 9110 section 5.6.2.
    private static func isToken(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"): true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    private static func isValue(_ value: String) -> Bool {
        value.utf8.allSatisfy { $0 == 9 || ($0 >= 32 && $0 != 127) }
    }
}
