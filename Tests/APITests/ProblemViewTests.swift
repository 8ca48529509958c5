import Domain
import Testing

@testable import API

struct ProblemViewTests {
    @Test func `a problem has a stable type, its status and no empty members`() throws {
        let problem = Problem(.modelGated, "Terms not accepted", detail: "org/name", fix: "Accept them.")
        #expect(
            try WireText.json(ProblemView(problem, requestID: "r1"))
                == #"{"code":"model-gated","detail":"org/name","fix":"Accept them.","requestId":"r1","retryable":false,"#
                + #""status":403,"title":"Terms not accepted","type":"urn:llm-manager:problem:model-gated"}"#
        )
    }

    @Test(arguments: Problem.Code.allCases)
    func `every code has a status of an error`(_ code: Problem.Code) {
        #expect((400...599).contains(code.status))
    }
}
