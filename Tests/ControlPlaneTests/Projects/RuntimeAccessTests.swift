import Testing

@testable import ControlPlane

struct RuntimeAccessTests {
    private static let email = "runner@p.iam.gserviceaccount.com"
    private static let member = "serviceAccount:\(email)"

    private func access(_ bucket: [GrantFact], _ project: [GrantFact]?) -> RuntimeAccess {
        RuntimeAccess(email: Self.email, project: "p", bucket: bucket, projectGrants: project)
    }

    @Test(arguments: [
        "roles/storage.objectViewer", "roles/storage.objectUser", "roles/storage.objectAdmin", "roles/storage.admin",
    ])
    func `a role that lists and reads is enough, on the bucket or on the project`(_ role: String) {
        let grant = GrantFact(role: role, member: Self.member)
        #expect(access([grant], nil) == .granted(role: role, place: "the bucket"))
        #expect(access([], [grant]) == .granted(role: role, place: "the project"))
    }

    @Test func `somebody else's role, and one that only writes, are not`() {
        let others = [
            GrantFact(role: "roles/storage.objectViewer", member: "serviceAccount:x@p.iam.gserviceaccount.com"),
            GrantFact(role: "roles/storage.objectCreator", member: Self.member),
        ]
        #expect(access(others, []) == .missing)
    }

    @Test func `an editor of the project reads through what the bucket gives to editors`() {
        let bucket = [
            GrantFact(role: "roles/storage.legacyBucketOwner", member: "projectEditor:p"),
            GrantFact(role: "roles/storage.legacyObjectOwner", member: "projectEditor:p"),
        ]
        let editor = GrantFact(role: "roles/editor", member: Self.member)
        guard case .granted = access(bucket, [editor]) else {
            Issue.record("an editor cannot read")
            return
        }
        #expect(access(bucket, []) == .missing)
        // Listing alone does not read.
        #expect(access([bucket[0]], [editor]) == .missing)
    }

    @Test func `a condition is not a yes`() {
        let grant = GrantFact(role: "roles/storage.objectViewer", member: Self.member, condition: "until June")
        #expect(
            access([grant], []) == .conditional(role: "roles/storage.objectViewer", condition: "until June"))
    }

    @Test func `a hidden project policy leaves it open`() {
        #expect(access([], nil) == .unseen)
    }
}
