import Domain
import Testing

@Suite struct TrafficShareTests {
    @Test func `a share is REVISION=PERCENT, and a tag may follow`() throws {
        #expect(try TrafficShare(parsing: "latest=80") == TrafficShare(revision: nil, percent: 80))
        #expect(try TrafficShare(parsing: "svc-1=0:old") == TrafficShare(revision: "svc-1", percent: 0, tag: "old"))
    }

    @Test(arguments: ["", "latest", "=5", "a=b", "a=5%"])
    func `what is no share is refused`(_ text: String) {
        #expect(throws: Problem.self) { try TrafficShare(parsing: text) }
    }

    @Test(arguments: [
        ["latest=99"], ["latest=50", "latest=50"], ["a=150", "b=-50"], ["a=100:UPPER"], ["a=50:t", "b=50:t"],
    ])
    func `a division that does not add up is refused`(_ texts: [String]) throws {
        let shares = try texts.map { try TrafficShare(parsing: $0) }
        #expect(throws: Problem.self) { try TrafficShare.check(shares) }
    }
}
