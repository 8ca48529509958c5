import Foundation
import Testing

@testable import ControlPlane

struct FeatureTests {
    private struct Permissions: Decodable, Equatable {
        var required: [String]
        var optional: [String]
    }

    @Test func `the role that Terraform makes has the permissions of the table, and no other`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let data = try Data(contentsOf: root.appending(path: "Terraform/permissions.json"))
        let written = try JSONDecoder().decode(Permissions.self, from: data)
        // To act as an account is granted on the account, not on the project.
        func names(_ isOptional: Bool) -> Set<String> {
            Set(Feature.all.filter { $0.isOptional == isOptional }.flatMap(\.permissions))
                .subtracting(["iam.serviceAccounts.actAs"])
        }
        let required = names(false).union(["resourcemanager.projects.get"])
        #expect(written.required == required.sorted())
        #expect(written.optional == names(true).subtracting(required).sorted())
    }

    @Test func `no more permissions are asked for at once than Google tests`() {
        #expect(Set(Feature.all.flatMap(\.permissions)).count <= 100)
    }
}
