import ArgumentParser
import Foundation

/// How a command answers: for people, as JSON, or only the names.
struct OutputOptions: ParsableArguments, Sendable {
    @Flag(help: "Print JSON, in the shape that the HTTP API has.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print names only, one a line.")
    var quiet = false

    func list<Row: TableRow, Value: Encodable>(_ rows: [Row], json value: Value, empty: String) throws {
        if json {
            try Console.printJSON(value)
        } else if quiet {
            for row in rows { Console.print(row.quiet) }
        } else {
            Console.print(Table(rows, emptyText: empty).text)
        }
    }

    /// - Parameter text: made only when it is for people.
    func show<Value: Encodable>(_ value: Value, text: () -> String) throws {
        if json { try Console.printJSON(value) } else { Console.print(text()) }
    }
}

/// Standard output and error.
package enum Console {
    package static func print(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    package static func note(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    package static func write(raw text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }

    package static func printJSON<Value: Encodable>(_ value: Value) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// One line of JSON, for streams of events.
    package static func printJSONLine<Value: Encodable>(_ value: Value) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// Whether standard error is a terminal in which lines can be drawn over.
    package static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 }
}
