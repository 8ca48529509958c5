import Foundation
import GoogleCloud
import Outbound
import TestSupport
import Testing

struct CloudRunClientTests {
    private static func client(
        _ answer: @escaping @Sendable (OutboundRequest, Int) throws -> OutboundResponse
    ) -> (CloudRunClient, OutboundFakeTransport) {
        let transport = OutboundFakeTransport(answer)
        let outbound = OutboundClient(transport: transport, pacer: OutboundTestPacer().pacer)
        let api = GoogleAPIClient(outbound: outbound, endpoints: GoogleEndpoints(), tokens: nil)
        return (CloudRunClient(api), transport)
    }

    @Test func `a service is made with nothing but what was set`() async throws {
        let (client, transport) = Self.client { _, _ in
            .fake(200, #"{"name":"projects/p/locations/r/operations/o","metadata":{"@type":"x"}}"#)
        }
        var container = RunContainer(image: "img")
        container.resources = .init(limits: ["nvidia.com/gpu": "1"], cpuIdle: false)
        var template = RevisionTemplate(containers: [container])
        template.nodeSelector = .init(accelerator: "nvidia-l4")
        let service = RunService(labels: ["managed-by": "llm-manager"], template: template)
        let operation = try await client.createService(project: "p", region: "r", id: "s", service, validateOnly: true)
        #expect(operation.name == "projects/p/locations/r/operations/o")
        #expect(!operation.isDone)
        let request = try #require(transport.requests.first)
        #expect(request.method == .post)
        let url = "https://run.googleapis.com/v2/projects/p/locations/r/services?serviceId=s&validateOnly=true"
        #expect(request.url == url)
        let expected = #"{"labels":{"managed-by":"llm-manager"},"template":{"containers":[{"image":"img","resources":"#
            + #"{"cpuIdle":false,"limits":{"nvidia.com/gpu":"1"}}}],"nodeSelector":{"accelerator":"nvidia-l4"}}}"#
        #expect(request.body.text == expected)
    }

    @Test func `a service is read with its state, unknown words included`() async throws {
        let (client, _) = Self.client { _, _ in
            .fake(
                200,
                """
                {"name":"projects/p/locations/us-central1/services/s","generation":"7","observedGeneration":"6",
                 "reconciling":true,"uri":"https://s","labels":{"a":"b"},"etag":"\\"x\\"","futureField":{"a":1},
                 "terminalCondition":{"type":"Ready","state":"CONDITION_NEW_WORD","reason":"SOMETHING_NEW"},
                 "template":{"containers":[{"image":"i","baseImageUri":"future"}],"timeout":"300s"}}
                """)
        }
        let deployed = try await client.service(project: "p", region: "us-central1", id: "s")
        #expect(deployed.id == "s")
        #expect(deployed.region == "us-central1")
        #expect(deployed.project == "p")
        #expect(deployed.status.generation == 7)
        #expect(deployed.status.terminalCondition?.reason == "SOMETHING_NEW")
        #expect(deployed.service.template?.timeout == "300s")
    }

    @Test func `an update on the JSON keeps what we do not know`() async throws {
        let (client, transport) = Self.client { request, _ in
            request.method == .get
                ? .fake(200, #"{"futureField":{"a":1.5},"labels":{"a":"b"},"etag":"e"}"#) : .fake(200, "{}")
        }
        var json = try await client.serviceJSON(project: "p", region: "r", id: "s")
        json["labels"] = .object(["c": .string("d")])
        _ = try await client.patchService(project: "p", region: "r", id: "s", json, updateMask: ["labels"])
        let sent = try #require(transport.requests.last)
        #expect(sent.body.text == #"{"etag":"e","futureField":{"a":1.5},"labels":{"c":"d"}}"#)
        #expect(sent.url.hasSuffix("/services/s?updateMask=labels"))
    }

    @Test func `pages are followed`() async throws {
        let (client, transport) = Self.client { request, number in
            let name = #"{"name":"projects/p/locations/r/services/s\#(number)"}"#
            let next = number == 0 ? #","nextPageToken":"t/1""# : #","nextPageToken":"""#
            return .fake(200, #"{"services":[\#(name)]\#(next)}"#)
        }
        let services = try await client.services(project: "p", region: "r")
        #expect(services.map(\.id) == ["s0", "s1"])
        #expect(transport.requests.last?.url.hasSuffix("pageToken=t%2F1") == true)
    }

    @Test func `a failed operation carries an error like every other`() async throws {
        let (client, _) = Self.client { _, _ in
            .fake(200, #"{"name":"o","done":true,"error":{"code":8,"message":"Quota violated"}}"#)
        }
        let operation = try await client.operation("projects/p/locations/r/operations/o")
        #expect(operation.failure?.code == .resourceExhausted)
        #expect(operation.failure?.message == "Quota violated")
    }
}
