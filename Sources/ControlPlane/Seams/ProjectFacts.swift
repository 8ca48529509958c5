package import Domain

/// What Google says of the caller and of a project. Each call is one question; what may not be asked throws.
package protocol ProjectFacts: Sendable {
    func credential() async throws -> CredentialSummary
    func search(_ query: String, pageToken: String?) async throws -> ProjectPage
    func project(_ id: String) async throws -> Project
    /// Which of these permissions the caller has on the project (`projects.testIamPermissions`).
    func granted(_ permissions: [String], on project: String) async throws -> Set<String>
    /// Which of these APIs are enabled (`services.batchGet`, at most 30 names).
    func enabledServices(_ names: [String], in project: String) async throws -> Set<String>
    func isBillingEnabled(_ project: String) async throws -> Bool
    /// Subnetworks of a region that Direct VPC egress could use.
    func subnetworks(in region: String, of project: String) async throws -> [SubnetworkFact]
    /// GPUs that Cloud Run may use at a time in the region, by accelerator; `nil` is unlimited.
    func acceleratorQuota(in region: String, of project: String) async throws -> [AcceleratorQuota]
}

package struct SubnetworkFact: Sendable, Hashable {
    package var name: String
    package var range: String
    package var hasPrivateGoogleAccess: Bool

    package init(name: String, range: String, hasPrivateGoogleAccess: Bool) {
        self.name = name
        self.range = range
        self.hasPrivateGoogleAccess = hasPrivateGoogleAccess
    }
}

package struct AcceleratorQuota: Sendable, Hashable {
    package var accelerator: String
    /// In GPUs, whatever unit the quota counts in; nil is unlimited.
    package var withZonalRedundancy: Double?
    package var withoutZonalRedundancy: Double?

    package init(accelerator: String, withZonalRedundancy: Double?, withoutZonalRedundancy: Double?) {
        self.accelerator = accelerator
        self.withZonalRedundancy = withZonalRedundancy
        self.withoutZonalRedundancy = withoutZonalRedundancy
    }
}
