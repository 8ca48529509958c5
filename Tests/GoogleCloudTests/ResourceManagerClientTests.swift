import GoogleCloud
import Testing

struct ResourceManagerClientTests {
    @Test func `projects are searched in pages, read, and their policy changed under its etag`() async throws {
        try await SimulatedCloud.with { cloud in
            let manager = ResourceManagerClient(cloud.api)
            var found: [String] = []
            var token: String?
            repeat {
                let page = try await manager.search(pageSize: 2, pageToken: token)
                #expect(page.projects.count <= 2)
                found += page.projects.map(\.projectId)
                token = page.nextPageToken
            } while token != nil
            #expect(found.sorted() == ["bare-project", "demo-project", "lean-project", "restricted-project"])
            #expect(try await manager.search("projectId:demo*").projects.map(\.projectId) == ["demo-project"])

            let project = try await manager.project("demo-project")
            #expect(project.number == "100000000001")
            #expect(project.displayName == "Demo project")
            #expect(project.state == "ACTIVE")

            let asked = ["run.services.create", "resourcemanager.projects.get"]
            #expect(try await manager.testPermissions("demo-project", asked) == Set(asked))
            #expect(
                try await manager.testPermissions("restricted-project", asked) == ["resourcemanager.projects.get"])

            let read = try await manager.policy("demo-project")
            let written = try await manager.setPolicy("demo-project", read)
            #expect(written.etag != read.etag)
            let stale = await SimulatedCloud.error { _ = try await manager.setPolicy("demo-project", read) }
            #expect(stale?.code == .aborted)
        }
    }

    @Test func `a project that is not there is one that we may not see`() async throws {
        try await SimulatedCloud.with { cloud in
            let error = await SimulatedCloud.error {
                _ = try await ResourceManagerClient(cloud.api).project("nobody-has-this")
            }
            #expect(error?.code == .permissionDenied)
            #expect(error?.permission == "resourcemanager.projects.get")
        }
    }
}
