import Domain
import Testing

@testable import CLI

struct ExitStatusTests {
    @Test func `every problem has an exit status that is not success`() {
        for code in Problem.Code.allCases { #expect(ExitStatus(code) != .success, "\(code)") }
    }

    @Test func `every exit status has a meaning of its own`() {
        #expect(Set(ExitStatus.allCases.map(\.meaning)).count == ExitStatus.allCases.count)
    }
}
