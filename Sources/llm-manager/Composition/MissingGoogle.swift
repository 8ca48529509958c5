import ControlPlane
import Domain

/// Stands in for Google where no credentials were found: every question has the same answer.
struct MissingGoogle: ProjectFacts, ProjectChanges {
    let problem: Problem

    func credential() async throws -> CredentialSummary { throw problem }
    func search(_ query: String, pageToken: String?) async throws -> ProjectPage { throw problem }
    func project(_ id: String) async throws -> Domain.Project { throw problem }
    func granted(_ permissions: [String], on project: String) async throws -> PermissionAnswer { throw problem }
    func granted(_ permissions: [String], onBucket bucket: String) async throws -> Set<String> { throw problem }
    func granted(_ permissions: [String], onServiceAccount email: String) async throws -> Set<String> { throw problem }
    func enabledServices(_ names: [String], in project: String) async throws -> Set<String> { throw problem }
    func billing(of project: String) async throws -> BillingFact { throw problem }
    func budgets(of project: Domain.Project, account: String) async throws -> BudgetListing { throw problem }
    func subnetworks(of project: String) async throws -> SubnetworkListing { throw problem }
    func connectors(in region: String, of project: String) async throws -> [ConnectorFact] { throw problem }
    func gateways(in region: String, of project: String) async throws -> [GatewayFact] { throw problem }
    func sharedNetwork(in region: String, of project: String) async throws -> SharedNetworkFact? { throw problem }
    func quotas(of project: String) async throws -> [QuotaFact] { throw problem }
    func usage(in region: String, of project: String) async throws -> [UsageFact] { throw problem }
    func serviceAccount(_ email: String, of project: String) async throws -> ServiceAccountFact? { throw problem }
    func grants(onBucket bucket: String) async throws -> [GrantFact] { throw problem }
    func grants(onProject project: String) async throws -> [GrantFact] { throw problem }

    func enable(_ names: [String], in project: String) async throws { throw problem }
    func openPrivateAccess(of subnetwork: String, in region: String, of project: String) async throws { throw problem }
    func grant(_ role: String, to member: String, onBucket bucket: String) async throws -> Bool { throw problem }
    func createServiceAccount(
        _ id: String, displayName: String, description: String, in project: String
    ) async throws -> (account: ServiceAccountFact, isNew: Bool) { throw problem }
}
