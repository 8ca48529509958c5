import Domain
import Foundation
import Testing

struct ProblemTests {
    @Test(arguments: Problem.Code.allCases)
    func `every problem says what to do, its own words before its code's`(code: Problem.Code) {
        let plain = Problem(code, "Title", detail: "detail")
        #expect(plain.fix == code.fix && code.fix.count > 20)
        #expect(plain.description == "Title: detail\n  fix: \(code.fix)")
        #expect(Problem(code, "Title", detail: "detail", fix: "Turn left.").fix == "Turn left.")
    }

    @Test func `what a code advises is not written down, so that old and new versions agree`() throws {
        let plain = Problem(.conflict, "Title", detail: "detail")
        let bytes = try JSONEncoder().encode(plain)
        #expect(!String(decoding: bytes, as: UTF8.self).contains("fix"))
        #expect(try JSONDecoder().decode(Problem.self, from: bytes) == plain)
        let own = Problem(.conflict, "Title", detail: "detail", fix: "Turn left.")
        #expect(try JSONDecoder().decode(Problem.self, from: JSONEncoder().encode(own)).fix == "Turn left.")
    }
}
