import Domain
import Testing

@testable import ControlPlane

struct RemedyTests {
    @Test(arguments: [
        ("apis", Remedy.enable(api: nil)), ("api.run", .enable(api: "run")), ("service-account", .dedicatedAccount),
        ("network.us-central1.default", .privateAccess(region: "us-central1", subnetwork: "default")),
        ("service-account.bucket.my.dotted.bucket", .bucketAccess(bucket: "my.dotted.bucket")),
        ("service-account.buckets", .bucketAccess(bucket: nil)),
    ])
    func `an id says what is to be mended`(_ id: String, _ remedy: Remedy) throws {
        #expect(try Remedy(check: id) == remedy)
    }

    @Test(arguments: ["billing", "permissions.buckets", "quota.nvidia-l4", "network.us-central1", "network.default"])
    func `what takes a person says so`(_ id: String) {
        let problem = #expect(throws: Problem.self) { _ = try Remedy(check: id) }
        #expect(problem?.code == .unsupported)
    }

    @Test(arguments: ["", "api.nothing", "api.run.x", "service-account.bucket.", "network..", "x"])
    func `an id of no check is not found`(_ id: String) {
        let problem = #expect(throws: Problem.self) { _ = try Remedy(check: id) }
        #expect(problem?.code == .notFound)
    }

    @Test func `access and accounts take an admin`() {
        #expect(Remedy.dedicatedAccount.role == .admin)
        #expect(Remedy.bucketAccess(bucket: nil).role == .admin)
        #expect(Remedy.enable(api: nil).role == .operator)
    }
}
