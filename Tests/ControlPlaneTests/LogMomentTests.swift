import ControlPlane
import Domain
import Foundation
import Testing

struct LogMomentTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    @Test(arguments: [
        ("30s", "2027-01-15T07:59:30Z"), ("15m", "2027-01-15T07:45:00Z"), ("1h", "2027-01-15T07:00:00Z"),
        ("7d", "2027-01-08T08:00:00Z"), ("2026-11-02T14:03:09Z", "2026-11-02T14:03:09Z"),
        ("2026-11-02T14:03:09.123456789Z", "2026-11-02T14:03:09.123456789Z"),
        ("2026-11-02T16:03:09+02:00", "2026-11-02T14:03:09Z"),
    ])
    func `spans and times become moments`(text: String, moment: String) throws {
        #expect(try LogMoment.parse(text, now: now) == moment)
    }

    @Test(arguments: ["", "now", "1", "h", "1w", "-1h", "2026-11-02", "\" OR 1"])
    func `anything else is refused`(text: String) {
        let problem = #expect(throws: Problem.self) { try LogMoment.parse(text, now: now) }
        #expect(problem?.code == .invalidRequest)
    }
}
