import Domain
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import ControlPlane

struct ServiceGateTests {
    /// Refuses the first call of each token, and counts the calls.
    private final class Caller: EndpointCaller {
        let calls = Mutex(0)
        let refusals: Int

        init(refusals: Int) { self.refusals = refusals }

        func send(_ request: EngineRequest, to endpoint: ServiceEndpoint) async throws -> EndpointReply {
            EndpointReply(status: 200, body: "", isStandIn: false)
        }

        func open(_ request: EngineRequest, to endpoint: ServiceEndpoint) async throws -> EndpointStream {
            EndpointStream(status: 200, headers: [], body: ByteStream(ByteBuffer()))
        }

        func forward(
            _ head: ForwardedHead, body: ByteStream?, length: Int64?, to endpoint: ServiceEndpoint
        ) async throws -> EndpointStream {
            let count = calls.withLock { calls in
                calls += 1
                return calls
            }
            return EndpointStream(status: count <= refusals ? 401 : 200, headers: [], body: ByteStream(ByteBuffer()))
        }
    }

    private func gate(_ caller: Caller) throws -> ServiceGate {
        ServiceGate(
            id: try ServiceID(region: "us-central1", name: "svc"),
            runtime: FakeRuntime(target: .project("my-project"), model: FakeWorld.model), caller: caller)
    }

    private let head = ForwardedHead(method: "GET", target: "/v1/models", headers: [])

    @Test func `a refused token is made again, and a request without a body sent once more`() async throws {
        let caller = Caller(refusals: 1)
        let answer = try await gate(caller).forward(head, body: nil, length: nil)
        #expect(answer.status == 200)
        #expect(caller.calls.withLock { $0 } == 2)
    }

    @Test func `a request with a body is not sent twice, and a second refusal is the answer`() async throws {
        let caller = Caller(refusals: 9)
        let gate = try gate(caller)
        #expect(try await gate.forward(head, body: ByteStream(ByteBuffer(string: "x")), length: 1).status == 401)
        #expect(caller.calls.withLock { $0 } == 1)
        #expect(try await gate.forward(head, body: nil, length: nil).status == 401)
        #expect(caller.calls.withLock { $0 } == 3)
    }
}
