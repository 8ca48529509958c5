/// Reads the Logging query language: words, quoted texts, comparisons, and what joins them.
struct LogFilterParser {
    private enum Token: Equatable {
        case word(String)
        case quoted(String)
        case comparison(String)
        case open, close, end
    }

    private let characters: [Character]
    private var index = 0
    private var token = Token.end

    init(_ text: String) { characters = Array(text) }

    mutating func parse() throws -> LogFilter.Node {
        try advance()
        if token == .end { return .all }
        let node = try disjunction()
        guard token == .end else { throw unreadable() }
        return node
    }

    // OR binds tighter than AND in this language.
    private mutating func disjunction() throws -> LogFilter.Node {
        var parts = [try alternatives()]
        while token != .end, token != .close {
            if token == .word("AND") { try advance() }
            parts.append(try alternatives())
        }
        return parts.count == 1 ? parts[0] : .and(parts)
    }

    private mutating func alternatives() throws -> LogFilter.Node {
        var parts = [try term()]
        while token == .word("OR") {
            try advance()
            parts.append(try term())
        }
        return parts.count == 1 ? parts[0] : .or(parts)
    }

    private mutating func term() throws -> LogFilter.Node {
        switch token {
        case .word("NOT"):
            try advance()
            return .not(try term())
        case .open:
            try advance()
            let inner = try disjunction()
            guard token == .close else { throw unreadable() }
            try advance()
            return inner
        case .quoted(let text):
            try advance()
            return .text(text)
        case .word(let name) where !["AND", "OR"].contains(name):
            try advance()
            guard case .comparison(let comparison) = token else { return .text(name) }
            try advance()
            switch token {
            case .word(let value), .quoted(let value):
                try advance()
                return .comparison(path: Self.path(name), comparison: comparison, value: value)
            default: throw unreadable()
            }
        default: throw unreadable()
        }
    }

    private func unreadable() -> GoogleError {
        .invalidArgument(
            "Unparseable filter: syntax error at line 1, column \(index), token '\(token)'", field: "filter")
    }

    private mutating func advance() throws {
        while index < characters.count, characters[index].isWhitespace { index += 1 }
        guard index < characters.count else { return token = .end }
        switch characters[index] {
        case "(": token = .open; index += 1
        case ")": token = .close; index += 1
        case "\"": token = .quoted(try quoted())
        case "=", "!", "<", ">", ":": token = .comparison(try comparison())
        default: token = .word(try word())
        }
    }

    private mutating func quoted() throws -> String {
        var text = ""
        index += 1
        while index < characters.count, characters[index] != "\"" {
            if characters[index] == "\\", index + 1 < characters.count { index += 1 }
            text.append(characters[index])
            index += 1
        }
        guard index < characters.count else { throw unreadable() }
        index += 1
        return text
    }

    private mutating func comparison() throws -> String {
        let pair = String(characters[index..<min(index + 2, characters.count)])
        if ["=~", "!~", "!=", ">=", "<="].contains(pair) {
            index += 2
            return pair
        }
        guard characters[index] != "!" else { throw unreadable() }
        index += 1
        return String(characters[index - 1])
    }

    /// A word; quotes inside it belong to it: `labels."run.googleapis.com/task_index"`.
    private mutating func word() throws -> String {
        var text = ""
        while index < characters.count, !characters[index].isWhitespace, !"()=!<>:".contains(characters[index]) {
            if characters[index] == "\"" {
                text += "\"" + (try quoted()) + "\""
            } else {
                text.append(characters[index])
                index += 1
            }
        }
        return text
    }

    /// A dot inside quotes belongs to the name.
    private static func path(_ text: String) -> [String] {
        var names = [""]
        var isQuoted = false
        for character in text {
            if character == "\"" {
                isQuoted.toggle()
            } else if character == ".", !isQuoted {
                names.append("")
            } else {
                names[names.count - 1].append(character)
            }
        }
        return names
    }
}
