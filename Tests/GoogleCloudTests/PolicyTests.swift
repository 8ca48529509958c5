import GoogleCloud
import Testing

struct PolicyTests {
    @Test func `granting adds once, revoking leaves nothing behind`() {
        var policy = Policy(etag: "e", bindings: [.init(role: "roles/viewer", members: ["user:a"])])
        policy.grant("roles/run.invoker", to: "allUsers")
        policy.grant("roles/run.invoker", to: "allUsers")
        #expect(policy.grants("roles/run.invoker", to: "allUsers"))
        #expect(policy.bindings?.count == 2)
        policy.revoke("roles/run.invoker", from: "allUsers")
        #expect(policy.bindings == [.init(role: "roles/viewer", members: ["user:a"])])
        #expect(policy.etag == "e")
    }

}
