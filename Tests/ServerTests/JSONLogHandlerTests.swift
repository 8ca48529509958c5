import Foundation
import Logging
import Synchronization
import Testing

@testable import Server

struct JSONLogHandlerTests {
    private final class Lines: Sendable {
        private let kept = Mutex<[Data]>([])
        var all: [Data] { kept.withLock { $0 } }
        func add(_ line: Data) { kept.withLock { $0.append(line) } }
    }

    @Test func `a line is one JSON object with the fields that Cloud Logging reads`() throws {
        let lines = Lines()
        var logger = Logger(label: "test") { JSONLogHandler(label: $0, project: "my-project", write: lines.add) }
        logger[metadataKey: "trace"] = "0123456789abcdef0123456789abcdef"
        logger.error("it failed", metadata: ["actor": "alice@example.com", "audit": ["action": "models.delete"]])
        let line = try #require(lines.all.first)
        let fields = try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
        #expect(fields["severity"] as? String == "ERROR")
        #expect(fields["message"] as? String == "it failed")
        #expect(fields["actor"] as? String == "alice@example.com")
        #expect((fields["audit"] as? [String: String])?["action"] == "models.delete")
        #expect(
            fields["logging.googleapis.com/trace"] as? String
                == "projects/my-project/traces/0123456789abcdef0123456789abcdef")
    }

    @Test(arguments: [
        "a\n{\"severity\":\"ERROR\",\"message\":\"forged\"}", "a\r\nb", "\u{2028}b",
        "\",\"severity\":\"DEBUG\",\"x\":\"",
        "\u{0}", "\u{1b}[31mred", "\\u000a", String(repeating: "x", count: 100_000),
    ])
    func `a caller's text begins no line and makes no field`(_ text: String) throws {
        let lines = Lines()
        let logger = Logger(label: "test") { JSONLogHandler(label: $0, project: nil, write: lines.add) }
        logger.info("\(text)", metadata: ["subject": "\(text)"])
        #expect(lines.all.count == 1)
        let line = try #require(lines.all.first)
        #expect(line.filter { $0 == 0x0A }.count == 1)
        let fields = try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
        #expect(fields["severity"] as? String == "INFO")
        #expect(fields["subject"] as? String == String(text.prefix(8192)))
    }
}
