import Domain
import TestSupport
import Testing

@testable import ControlPlane

struct ProjectProbeTests {
    private func scene(_ credential: CredentialSummary?) -> CheckScene {
        let world = FakeWorld()
        return CheckScene(
            project: "p", region: "us-central1", facts: world.facts, member: CheckScene.member(of: credential),
            buckets: FakeBucketProvider([])
        )
    }

    @Test(arguments: [
        ("ann@example.com", "user:ann@example.com"),
        ("a@p.iam.gserviceaccount.com", "serviceAccount:a@p.iam.gserviceaccount.com"),
        ("1-compute@developer.gserviceaccount.com", "serviceAccount:1-compute@developer.gserviceaccount.com"),
    ])
    func `whoever has an e-mail is named by it`(_ email: String, _ member: String) {
        let scene = scene(CredentialSummary(email: email, kind: "authorized_user", foundIn: "f"))
        #expect(scene.grantCommand("roles/x").contains("--member=\(member) --role=roles/x"))
        #expect(scene.memberNote == nil)
    }

    private static let pool =
        "principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/ci/subject/"

    @Test func `a federated caller is named as IAM names it`() {
        let scene = scene(
            CredentialSummary(
                principal: Self.pool + "repo:org/app:ref:refs/heads/main", kind: "external_account", foundIn: "f"))
        #expect(scene.member == Self.pool + "repo:org/app:ref:refs/heads/main")
        #expect(scene.grantCommand("r").contains("--member=\(scene.member) "))
        #expect(scene.memberNote?.contains("google.subject=assertion.sub") == true)
    }

    @Test(arguments: [nil, "…"] as [String?])
    func `whoever cannot be told is not invented`(_ subject: String?) {
        let scene = scene(
            CredentialSummary(principal: subject.map { Self.pool + $0 }, kind: "external_account", foundIn: "f"))
        #expect(scene.grantCommand("r").contains("--member=MEMBER "))
        #expect(scene.memberNote?.contains("do not say who they are") == true)
        #expect(!scene.grantCommand("r").contains("YOU@"))
    }

    @Test func `a subject is one word to a shell, whatever it holds`() {
        let scene = scene(
            CredentialSummary(principal: Self.pool + "a b'; rm -r ~", kind: "external_account", foundIn: "f"))
        #expect(scene.memberWord == "'\(Self.pool)a b'\\''; rm -r ~'")
    }
}
