/// As much XML as Storage's multipart dialect needs.
enum XMLText {
    static func escape(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }

    static func unescape(_ text: some StringProtocol) -> String {
        String(text).replacing("&quot;", with: "\"").replacing("&#34;", with: "\"").replacing("&apos;", with: "'")
            .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
    }

    static func element(_ name: String, _ text: String) -> String {
        "<\(name)>\(escape(text))</\(name)>"
    }

    static func document(_ root: String, _ inner: String) -> String {
        "<?xml version='1.0' encoding='UTF-8'?><\(root) xmlns='http://s3.amazonaws.com/doc/2006-03-01/'>"
            + "\(inner)</\(root)>"
    }

    /// The parts that a CompleteMultipartUpload names, strictly read.
    static func parts(in text: String) throws -> [(number: Int, etag: String)] {
        var rest = text[...]
        func skip() { rest = rest.drop(while: \.isWhitespace) }
        skip()
        if rest.hasPrefix("<?xml"), let end = rest.firstRange(of: "?>") { rest = rest[end.upperBound...] }
        skip()
        guard let open = rest.prefixMatch(of: /<CompleteMultipartUpload(\s[^>]*)?>/) else {
            throw GoogleError.malformedXML("no CompleteMultipartUpload")
        }
        rest = rest[open.range.upperBound...]
        var parts: [(number: Int, etag: String)] = []
        let pattern = /\s*<Part>\s*((?:<(?:PartNumber|ETag)>[^<]*<\/(?:PartNumber|ETag)>\s*){2})<\/Part>/
        while let match = rest.prefixMatch(of: pattern) {
            let inner = match.1
            guard let number = inner.firstMatch(of: /<PartNumber>\s*(\d+)\s*<\/PartNumber>/).flatMap({ Int($0.1) }),
                let etag = inner.firstMatch(of: /<ETag>\s*([^<]*?)\s*<\/ETag>/).map({ unescape($0.1) })
            else { throw GoogleError.malformedXML("a part lacks its number or ETag") }
            parts.append((number, etag.filter { $0 != "\"" }))
            rest = rest[match.range.upperBound...]
        }
        guard rest.wholeMatch(of: /\s*<\/CompleteMultipartUpload>\s*/) != nil else {
            throw GoogleError.malformedXML("unexpected content near \"\(rest.prefix(40))\"")
        }
        guard !parts.isEmpty else { throw GoogleError.malformedXML("no parts") }
        return parts
    }
}
