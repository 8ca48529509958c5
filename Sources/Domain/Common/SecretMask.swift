/// Masks what looks like a secret in text that others wrote: log lines, answers of engines.
///
/// It knows the forms that tokens have (`hf_…`, `ya29.…`, `eyJ….….…`, `sk-…`, `AIza…`, `GOCSPX-…`, private keys) and the
/// places where values stand that have no form (`Bearer …`, `api_key=…`, `"password": "…"`). It rather masks too much:
/// the name before the value stays, so that a reader sees what was there.
package enum SecretMask {
    package static let mask = "‹redacted›"

    package static func masked(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard mayHoldSecret(bytes) else { return text }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if let end = secretEnd(bytes, from: index) {
                output += mask.utf8
                index = end
            } else if let (start, end) = namedValue(bytes, from: index) {
                output += bytes[index..<start]
                output += mask.utf8
                index = end
            } else {
                output.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Forms of tokens: what they begin with, and how many more characters they have at least.
    private static let forms: [(start: [UInt8], rest: Int)] = [
        ("hf_", 16), ("api_org_", 16), ("ya29.", 16), ("sk-", 16), ("AIza", 30), ("GOCSPX-", 16), ("ghp_", 20),
        ("github_pat_", 20), ("glpat-", 16), ("xoxb-", 16), ("AKIA", 16), ("1//0", 20),
    ].map { (Array($0.0.utf8), $0.1) }

    /// Names whose value is a secret, in lower case, `-` read as `_`.
    private static let names: [[UInt8]] = [
        "authorization", "bearer", "api_key", "apikey", "access_token", "refresh_token", "id_token", "auth_token",
        "client_secret", "password", "passwd", "secret_key", "private_key", "hf_token", "hugging_face_hub_token",
        "vllm_api_key", "openai_api_key", "x_serverless_authorization", "x_api_key", "x_goog_api_key", "token",
        "secret", "upload_id",
    ].map { Array($0.utf8) }

    private static let triggers: [[UInt8]] = [
        "hf_", "api_org_", "ya29.", "sk-", "aiza", "gocspx-", "ghp_", "github_pat_", "glpat-", "xoxb-", "akia", "1//0",
        "eyj", "bearer", "key", "token", "secret", "passw", "authorization", "private key", "upload_id",
    ].map { Array($0.utf8) }

    private static func mayHoldSecret(_ bytes: [UInt8]) -> Bool {
        let lower = bytes.map(lowered)
        return lower.indices.contains { index in triggers.contains { begins(lower, at: index, with: $0) } }
    }

    /// The end of a token that begins here by its own form.
    private static func secretEnd(_ bytes: [UInt8], from index: Int) -> Int? {
        guard index == 0 || !isWord(bytes[index - 1]) else { return nil }
        if begins(bytes, at: index, with: Array("-----BEGIN ".utf8)) { return privateKeyEnd(bytes, from: index) }
        for form in forms where begins(bytes, at: index, with: form.start) {
            let end = run(bytes, from: index + form.start.count, while: isToken)
            if end - index - form.start.count >= form.rest { return end }
        }
        // A JSON Web Token: three parts, the first a JSON object.
        guard begins(bytes, at: index, with: Array("eyJ".utf8)) else { return nil }
        let end = run(bytes, from: index, while: { isToken($0) })
        let parts = bytes[index..<end].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count >= 2 && end - index >= 20 ? end : nil
    }

    private static func privateKeyEnd(_ bytes: [UInt8], from index: Int) -> Int? {
        let head = Array("PRIVATE KEY-----".utf8)
        guard let first = (index..<min(bytes.count, index + 60)).first(where: { begins(bytes, at: $0, with: head) })
        else { return nil }
        let second = (first + head.count..<bytes.count).first { begins(bytes, at: $0, with: head) }
        return second.map { $0 + head.count } ?? bytes.count
    }

    /// A name whose value is a secret begins here: where that value begins and ends.
    private static func namedValue(_ bytes: [UInt8], from index: Int) -> (start: Int, end: Int)? {
        guard index == 0 || !isLetter(bytes[index - 1]) else { return nil }
        for name in names where begins(bytes, at: index, withName: name) {
            var at = index + name.count
            let isBearer = name == names[1]
            if let (start, end) = value(bytes, from: &at, takesSpace: isBearer) { return (start, end) }
        }
        return nil
    }

    /// After a name: `=value`, `: value`, `": "value"`, and `Bearer value`; never plain words that follow.
    private static func value(_ bytes: [UInt8], from at: inout Int, takesSpace: Bool) -> (start: Int, end: Int)? {
        if at < bytes.count, isQuote(bytes[at]) { at += 1 }
        let afterName = at
        at = run(bytes, from: at, while: isSpace)
        if at < bytes.count, bytes[at] == UInt8(ascii: ":") || bytes[at] == UInt8(ascii: "=") {
            at = run(bytes, from: at + 1, while: isSpace)
        } else if !takesSpace || at == afterName {
            return nil
        }
        // `Authorization: Bearer …`: the word stays, what follows it goes.
        for scheme in ["bearer", "basic"] where begins(bytes, at: at, withName: Array(scheme.utf8)) {
            let next = at + scheme.utf8.count
            if next < bytes.count, isSpace(bytes[next]) { at = run(bytes, from: next, while: isSpace) }
        }
        var quote: UInt8?
        if at < bytes.count, isQuote(bytes[at]) {
            quote = bytes[at]
            at += 1
        }
        let end = run(bytes, from: at) { byte in
            if let quote { return byte != quote && byte != 10 }
            return !isSpace(byte) && !isQuote(byte) && !",;&)}]".utf8.contains(byte)
        }
        // A count (`max_token=8`) and an empty or shown mask are no secrets.
        let word = bytes[at..<end]
        guard word.count >= 6, !word.allSatisfy({ (48...57).contains($0) || $0 == 46 }) else { return nil }
        return (at, end)
    }

    private static func begins(_ bytes: [UInt8], at index: Int, with start: [UInt8]) -> Bool {
        guard index + start.count <= bytes.count else { return false }
        for offset in start.indices where bytes[index + offset] != start[offset] { return false }
        return true
    }

    private static func begins(_ bytes: [UInt8], at index: Int, withName name: [UInt8]) -> Bool {
        guard index + name.count <= bytes.count else { return false }
        for offset in name.indices {
            let byte = lowered(bytes[index + offset])
            guard byte == name[offset] || (byte == UInt8(ascii: "-") && name[offset] == UInt8(ascii: "_")) else {
                return false
            }
        }
        return true
    }

    private static func run(_ bytes: [UInt8], from index: Int, while isPart: (UInt8) -> Bool) -> Int {
        var end = index
        while end < bytes.count, isPart(bytes[end]) { end += 1 }
        return min(end, bytes.count)
    }

    private static func lowered(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte + 32 : byte }
    private static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(lowered(byte)) }
    private static func isWord(_ byte: UInt8) -> Bool { isLetter(byte) || (48...57).contains(byte) || byte == 95 }
    private static func isToken(_ byte: UInt8) -> Bool { isWord(byte) || byte == 45 || byte == 46 }
    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }
    private static func isQuote(_ byte: UInt8) -> Bool { byte == 34 || byte == 39 || byte == 96 }
}
