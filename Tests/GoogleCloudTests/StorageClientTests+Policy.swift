import GoogleCloud
import Testing

extension StorageClientTests {
    @Test func `a bucket's policy is read and written with its etag`() async throws {
        try await SimulatedCloud.with { cloud in
            let role = "roles/storage.objectViewer"
            let member = "serviceAccount:reader@demo-project.iam.gserviceaccount.com"
            let client = StorageClient(cloud.api)
            _ = try await IAMClient(cloud.api).createServiceAccount(
                project: "demo-project", id: "reader", displayName: "Reader"
            )
            let wanted = Bucket(name: "policy-test", location: "us-central1")
            _ = try await client.insertBucket(wanted, project: "demo-project")
            var policy = try await client.bucketPolicy("policy-test")
            policy.grant(role, to: member)
            _ = try await client.setBucketPolicy("policy-test", policy)
            #expect(try await client.bucketPolicy("policy-test").grants(role, to: member))
        }
    }
}
