/// Reads the lines that libcurl hands over one by one into the head of the final answer.
struct CurlHead: Sendable {
    enum Step: Sendable, Equatable {
        /// More lines come.
        case open
        /// The empty line of a final answer.
        case complete
        /// The answer cannot be used, in words.
        case refused(String)
    }

    /// More than this is not kept; libcurl has a bound of its own for one line (100 KiB).
    static let longest = 256 << 10

    private(set) var status = 0
    private(set) var headers = OutboundHeaders()
    private var fields: [(String, String)] = []
    private var size = 0
    private(set) var isComplete = false

    /// - Parameter line: with or without its line end.
    mutating func read(_ line: String) -> Step {
        size += line.utf8.count
        guard size <= Self.longest else { return .refused("the head of the answer is too long") }
        if line.hasPrefix("HTTP/") {
            self = CurlHead()
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.count >= 2, let code = Int(words[1]), (100...999).contains(code) else {
                return .refused("not HTTP: the status line cannot be read")
            }
            status = code
            return .open
        }
        guard !isComplete else { return .open }  // trailer fields
        let text = line.trimmingLineEnd
        guard !text.isEmpty else { return finish() }
        if let first = text.first, first == " " || first == "\t", let last = fields.popLast() {
            fields.append((last.0, last.1 + " " + text.trimmingBlanks))
            return .open
        }
        guard let colon = text.firstIndex(of: ":") else { return .refused("not HTTP: a header line has no colon") }
        fields.append((String(text[..<colon]), text[text.index(after: colon)...].trimmingBlanks))
        return .open
    }

    private mutating func finish() -> Step {
        if (100..<200).contains(status) && status != 101 {
            self = CurlHead()  // an interim answer (RFC 9110 section 15.2)
            return .open
        }
        headers = OutboundHeaders(fields)
        fields = []
        isComplete = true
        // libcurl would undo a compression of the transfer by itself, however large the result is. We ask for none.
        let codings = headers.all("Transfer-Encoding").joined(separator: ",").lowercased()
        for coding in codings.split(separator: ",") where !["chunked", "identity", ""].contains(coding.trimmingBlanks) {
            return .refused("the answer has the transfer coding ‘\(coding.trimmingBlanks)’, which we do not take")
        }
        return .complete
    }
}

extension StringProtocol {
    fileprivate var trimmingLineEnd: String {
        var rest = Substring(self)
        while let last = rest.unicodeScalars.last, last == "\r" || last == "\n" { rest.unicodeScalars.removeLast() }
        return String(rest)
    }

    fileprivate var trimmingBlanks: String {
        var rest = Substring(self)
        while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return String(rest)
    }
}
