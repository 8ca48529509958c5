import Domain
import Testing

struct ImportStateTests {
    static let failure = Problem(.truncated, "Cut short", detail: "at byte 5")

    @Test func `an import goes from planned to completed`() throws {
        var state = ImportState.planned
        for event in [ImportState.Event.started, .allTransferred, .published] { try state.apply(event) }
        #expect(state == .completed)
        #expect(state.isSettled)
        #expect(!state.canResume)
    }

    @Test(arguments: [ImportState.interrupted(reason: .stopped), .interrupted(reason: .needsToken), .failed(failure)])
    func `what stopped can go on`(state: ImportState) throws {
        var state = state
        #expect(state.canResume)
        try state.apply(.resumed)
        #expect(state == .transferring)
    }

    @Test(arguments: [ImportState.completed, .cancelled])
    func `an end stays an end`(state: ImportState) {
        for event in [
            ImportState.Event.started, .allTransferred, .published, .resumed, .cancelled, .failed(Self.failure),
        ] {
            var copy = state
            let problem = #expect(throws: Problem.self) { try copy.apply(event) }
            #expect(problem?.code == .conflict)
            #expect(copy == state)
        }
    }

    @Test func `nothing is published before everything was transferred`() {
        var state = ImportState.transferring
        #expect(throws: Problem.self) { try state.apply(.published) }
        #expect(state == .transferring)
    }
}
