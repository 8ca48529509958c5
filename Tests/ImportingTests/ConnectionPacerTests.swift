import Importing
import TestSupport
import Testing

/// A network in numbers: what each connection brings at most, and what all together do.
private struct Link {
    var perConnection: Double
    var whole: Double

    func observation(_ connections: Int, noise: Double = 1) -> ConnectionPacer.Observation {
        let rate = min(perConnection * Double(connections), whole) * noise
        return ConnectionPacer.Observation(bytes: Int64(rate / 4), seconds: 0.25)
    }
}

struct ConnectionPacerTests {
    private static let mebibyte = 1_048_576.0

    private func run(_ pacer: inout ConnectionPacer, _ link: Link, intervals: Int) -> [Int] {
        (0..<intervals).map { _ in
            pacer.observe(link.observation(pacer.connections))
            return pacer.connections
        }
    }

    @Test func `a cap on each connection brings as many as are allowed within two seconds`() {
        var pacer = ConnectionPacer(start: 4, most: 16)
        let seen = run(&pacer, Link(perConnection: Self.mebibyte, whole: 1e12), intervals: 8)
        #expect(seen.last == 16)
        // Later trials with fewer cost a step now and then, never more than half of the time.
        let later = run(&pacer, Link(perConnection: Self.mebibyte, whole: 1e12), intervals: 400)
        #expect(later.count { $0 == 16 } > 360)
        #expect(later.allSatisfy { $0 >= 8 })
    }

    @Test func `where one connection fills the line, few are kept`() {
        var pacer = ConnectionPacer(start: 4, most: 16)
        let link = Link(perConnection: 100 * Self.mebibyte, whole: 100 * Self.mebibyte)
        _ = run(&pacer, link, intervals: 20)
        #expect(pacer.connections == 1)
        let later = run(&pacer, link, intervals: 400)
        #expect(later.count { $0 == 1 } > 360)
    }

    @Test(arguments: [2, 3, 5, 8, 11])
    func `a line that takes so many connections gets about as many`(needed: Int) {
        var pacer = ConnectionPacer(start: 4, most: 16)
        let link = Link(perConnection: Self.mebibyte, whole: Double(needed) * Self.mebibyte)
        _ = run(&pacer, link, intervals: 40)
        let later = run(&pacer, link, intervals: 200)
        let rate = later.reduce(0.0) { $0 + min(Double($1), Double(needed)) } / Double(later.count)
        #expect(rate > Double(needed) * 0.85)
        #expect(later.count { $0 > 2 * needed } < 20)
    }

    @Test func `noise of a few percent does not move a settled number for long`() {
        var pacer = ConnectionPacer(start: 4, most: 16)
        let link = Link(perConnection: Self.mebibyte, whole: 1e12)
        _ = run(&pacer, link, intervals: 12)
        var random = SeededGenerator(seed: 7)
        var numbers: [Int] = []
        for _ in 0..<400 {
            pacer.observe(link.observation(pacer.connections, noise: .random(in: 0.97...1.03, using: &random)))
            numbers.append(pacer.connections)
        }
        #expect(numbers.count { $0 == 16 } > 340)
    }

    @Test func `a refusal halves at once, and is remembered`() {
        var pacer = ConnectionPacer(start: 16, most: 16)
        pacer.observe(ConnectionPacer.Observation(bytes: 100, seconds: 0.25, refusals: 2))
        #expect(pacer.connections == 8)
        let after = run(&pacer, Link(perConnection: Self.mebibyte, whole: 1e12), intervals: 100)
        #expect(after.allSatisfy { $0 == 8 })
        pacer.observe(ConnectionPacer.Observation(bytes: 0, seconds: 0.25, refusals: 1))
        for _ in 0..<10 { pacer.observe(ConnectionPacer.Observation(bytes: 0, seconds: 0.25, refusals: 1)) }
        #expect(pacer.connections == 1)
    }

    @Test func `a bucket that cannot follow takes connections away, one interval does not`() {
        var pacer = ConnectionPacer(start: 8, most: 16)
        let full = ConnectionPacer.Observation(bytes: 1 << 20, seconds: 0.25, isHeldBack: true)
        pacer.observe(full)
        pacer.observe(full)
        #expect(pacer.connections == 8)
        pacer.observe(full)
        #expect(pacer.connections == 6)
        for _ in 0..<60 { pacer.observe(full) }
        #expect(pacer.connections == 1)
    }

    @Test func `limits hold whatever is seen`() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<50 {
            let most = Int.random(in: 1...20, using: &random)
            var pacer = ConnectionPacer(start: .random(in: 0...40, using: &random), least: 1, most: most)
            for _ in 0..<300 {
                pacer.observe(
                    ConnectionPacer.Observation(
                        bytes: .random(in: 0...1_000_000, using: &random), seconds: .random(in: 0...1, using: &random),
                        refusals: Int.random(in: 0...20, using: &random) == 0 ? 1 : 0,
                        isHeldBack: .random(using: &random)
                    )
                )
                #expect((1...most).contains(pacer.connections))
            }
        }
    }
}
