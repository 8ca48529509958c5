import Domain
import Testing

struct LogQueryTests {
    private let line = LogLine(at: "t", severity: "WARNING", text: "Out of Memory", id: "1", revision: "svc-2")

    @Test(arguments: [
        (LogQuery(), true), (LogQuery(severity: .warning), true), (LogQuery(severity: .error), false),
        (LogQuery(text: "out of"), true), (LogQuery(text: "disk"), false), (LogQuery(revision: "svc-2"), true),
        (LogQuery(revision: "svc-1"), false),
    ])
    func `a line fits by severity, text and revision`(query: LogQuery, fits: Bool) {
        #expect(query.fits(line) == fits)
    }

    @Test func `a limit stays within its bounds`() {
        #expect(LogQuery(limit: 0).limit == 1)
        #expect(LogQuery(limit: 5000).limit == LogQuery.largestLimit)
    }
}
