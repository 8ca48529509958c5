import GoogleCloud
import Testing

extension CloudRunClientTests {
    @Test func `a service is made, waited for, opened to everybody and deleted`() async throws {
        try await SimulatedCloud.with { cloud in
            let (project, region) = ("demo-project", "us-central1")
            let client = CloudRunClient(cloud.api)
            #expect(try await client.locations(project: project).map(\.locationId).contains(region))

            let container = RunContainer(image: "gcr.io/cloudrun/hello")
            let service = RunService(template: RevisionTemplate(containers: [container]))
            let begun = try await client.createService(project: project, region: region, id: "hello", service)
            var operation = try await client.waitOperation(begun.name, seconds: 5)
            while !operation.isDone { operation = try await client.operation(begun.name) }

            var policy = try await client.servicePolicy(project: project, region: region, id: "hello")
            #expect(!policy.grants(CloudRunClient.invokerRole, to: "allUsers"))
            policy.grant(CloudRunClient.invokerRole, to: "allUsers")
            _ = try await client.setServicePolicy(project: project, region: region, id: "hello", policy)
            let after = try await client.servicePolicy(project: project, region: region, id: "hello")
            #expect(after.grants(CloudRunClient.invokerRole, to: "allUsers"))

            _ = try await client.deleteService(project: project, region: region, id: "hello")
        }
    }
}
