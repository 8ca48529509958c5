import Foundation
import GoogleCloud
import NIOCore
import TestSupport
import Testing

struct GoogleJSONTests {
    private static func parse(_ text: String) throws -> GoogleJSON { try GoogleJSON(parsing: ByteBuffer(string: text)) }

    @Test func `the reader agrees with Foundation's on every recorded answer and on odd texts`() throws {
        let odd = [
            #"{"a":[1,-2,3.5,true,false,null,"x\n\"\\\/\u00e9\ud83d\ude00"]}"#, " [ ] ", #"{"":{}}"#,
            #"9223372036854775807"#, #""ü""#,
        ]
        for text in odd + RecordedAnswer.all.map(\.text) {
            let theirs = try JSONDecoder().decode(GoogleJSON.self, from: Data(text.utf8))
            #expect(try Self.parse(text) == theirs, "\(text)")
        }
    }

    @Test(arguments: ["", "{", "[1,]", "{\"a\"}", "{\"a\":1,}", "tru", "1 2", "\"a", "\"\\x\"", "+1", "\"\\u12\"", "-"])
    func `what is not JSON is refused`(_ text: String) {
        #expect(throws: DecodingError.self) { try Self.parse(text) }
    }

    @Test func `deep nesting is refused and not followed to the end of the stack`() {
        #expect(throws: DecodingError.self) { try Self.parse(String(repeating: "[", count: 1_000_000)) }
    }

    @Test func `integers that are too large become numbers`() throws {
        #expect(try Self.parse("18446744073709551616") == .number(18_446_744_073_709_551_616))
    }
}
