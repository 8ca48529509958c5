import GoogleCloud
import Testing

struct IAMClientTests {
    @Test func `a service account is made, found, and made once only`() async throws {
        try await SimulatedCloud.with { cloud in
            let iam = IAMClient(cloud.api)
            let made = try await iam.createServiceAccount(
                project: "demo-project", id: "model-runner", displayName: "Model runner", description: "Serves models"
            )
            #expect(made.email == "model-runner@demo-project.iam.gserviceaccount.com")
            #expect(try await iam.serviceAccount(email: made.email).displayName == "Model runner")
            #expect(try await iam.serviceAccounts(project: "demo-project").map(\.email).contains(made.email))
            let rights = ["iam.serviceAccounts.actAs"]
            #expect(try await iam.testPermissions(email: made.email, rights) == Set(rights))

            let twice = await SimulatedCloud.error {
                _ = try await iam.createServiceAccount(project: "demo-project", id: "model-runner", displayName: "x")
            }
            #expect(twice?.code == .alreadyExists)
            let missing = await SimulatedCloud.error {
                _ = try await iam.serviceAccount(email: "nobody@demo-project.iam.gserviceaccount.com")
            }
            #expect(missing?.code == .notFound)
        }
    }
}
