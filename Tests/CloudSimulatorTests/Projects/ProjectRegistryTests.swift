import Foundation
import HTTPTypes
import Testing

@testable import CloudSimulator

struct ProjectRegistryTests {
    private func registry() throws -> ProjectRegistry {
        let path = NSTemporaryDirectory() + "simulated-projects-\(UUID().uuidString)"
        return try ProjectRegistry(StateDirectory(path: path))
    }

    @Test func `a disabled API says which, for whom, and where to enable it`() throws {
        let registry = try registry()
        let error = #expect(throws: GoogleError.self) {
            try registry.requireService("run.googleapis.com", on: "bare-project")
        }
        let info = error?.details.first
        #expect(error?.status.code == 403)
        #expect(info?["reason"]?.string == "SERVICE_DISABLED")
        #expect(info?["metadata"]?["consumer"]?.string == "projects/100000000002")
        #expect(info?["metadata"]?["activationUrl"]?.string?.contains("run.googleapis.com") == true)
    }

    @Test(arguments: ["no-such-project", "projects/restricted-project"])
    func `an unknown project and a missing permission look the same`(name: String) throws {
        let registry = try registry()
        let error = #expect(throws: GoogleError.self) { try registry.require("storage.buckets.list", on: name) }
        #expect(error?.details.first?["reason"]?.string == "IAM_PERMISSION_DENIED")
    }

    @Test(arguments: [
        ("", 5), ("id:demo*", 1), ("name:bare*", 1), ("id:demo* name:bare*", 2), ("labels.team:*", 3),
        ("labels.team:platform", 1), ("parent:folders/800000000001", 2), ("state:ACTIVE", 5), ("id:nothing", 0),
    ])
    func `projects are searched as Resource Manager does`(query: String, count: Int) throws {
        let search = try ProjectSearch(query)
        #expect(ProjectRegistry.seed.filter(search.matches).count == count)
    }

    @Test func `a policy written under an old etag is aborted`() throws {
        var policy = IAMPolicy()
        let read = policy.json
        try policy.set(read)
        let error = #expect(throws: GoogleError.self) { try policy.set(read) }
        #expect(error?.code == "ABORTED")
    }
}
