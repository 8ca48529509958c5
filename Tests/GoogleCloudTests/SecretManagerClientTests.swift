import Foundation
import GoogleCloud
import Testing

struct SecretManagerClientTests {
    private static let project = "demo-project"

    @Test func `a secret is made, granted, read, destroyed and deleted`() async throws {
        try await SimulatedCloud.with { cloud in
            let client = SecretManagerClient(cloud.api)
            let labels = ["purpose": "test"]
            let made = try await client.create(
                project: Self.project, id: "token", labels: labels, lifetime: .seconds(3_600)
            )
            #expect(made.id == "token" && made.labels == labels && made.expireTime != nil)
            let version = try await client.addVersion(project: Self.project, id: "token", payload: Array("hf_x".utf8))
            #expect(version.number == "1" && version.state == "ENABLED")

            var policy = try await client.policy(project: Self.project, id: "token")
            let stale = policy
            policy.grant(SecretManagerClient.accessorRole, to: "serviceAccount:a@b.iam.gserviceaccount.com")
            _ = try await client.setPolicy(project: Self.project, id: "token", policy)
            let raced = await SimulatedCloud.error {
                _ = try await client.setPolicy(project: Self.project, id: "token", stale)
            }
            #expect(raced?.code == .aborted)

            #expect(try await client.access(project: Self.project, id: "token") == Array("hf_x".utf8))
            let destroyed = try await client.destroyVersion(project: Self.project, id: "token", version: "1")
            #expect(destroyed.state == "DESTROYED")
            let gone = await SimulatedCloud.error { _ = try await client.access(project: Self.project, id: "token") }
            #expect(gone?.code == .failedPrecondition)
            try await client.delete(project: Self.project, id: "token")
            let missing = await SimulatedCloud.error { try await client.delete(project: Self.project, id: "token") }
            #expect(missing?.code == .notFound)
        }
    }

    @Test func `secrets are listed by label, and one that has expired is not there`() async throws {
        try await SimulatedCloud.with { cloud in
            let client = SecretManagerClient(cloud.api)
            for (id, purpose) in [("a", "import-token"), ("b", "other"), ("c", "import-token")] {
                _ = try await client.create(
                    project: Self.project, id: id, labels: ["purpose": purpose],
                    lifetime: .seconds(id == "c" ? 1 : 3_600)
                )
            }
            while try await client.list(project: Self.project, label: "purpose", value: "import-token").count == 2 {
                try await Task.sleep(for: .milliseconds(50))
            }
            let found = try await client.list(project: Self.project, label: "purpose", value: "import-token")
            #expect(found.map(\.id) == ["a"])
        }
    }
}
