package import ControlPlane
package import Domain
import Synchronization

/// Google's side of a project, in memory: everything in order but for what a test takes away.
package final class FakeFacts: ProjectFacts, ProjectChanges {
    /// What a test sets; what was changed.
    package struct State: Sendable {
        /// Every question is refused.
        package var isDenied = false
        /// Permissions that the caller lacks.
        package var lacking: Set<String> = ["iam.serviceAccounts.actAs"]
        package var unknownPermissions: [String: String] = [:]
        package var disabledAPIs: Set<String> = []
        package var billing = BillingFact(isEnabled: true, account: "billingAccounts/A-B-C")
        package var budgets = BudgetListing(
            budgets: [
                BudgetFact(name: "All", amount: .usd(100), period: "month", alerts: [0.5, 0.9], scope: .account)
            ], isWhole: true)
        package var subnetworks: [SubnetworkFact] = []
        package var connectors: [ConnectorFact] = []
        package var gateways: [GatewayFact] = []
        package var shared: SharedNetworkFact?
        package var quotas: [QuotaFact] = []
        package var usage: [UsageFact] = []
        package var isUsageDenied = false
        package var accounts: [ServiceAccountFact] = [
            ServiceAccountFact(email: "1-compute@developer.gserviceaccount.com")
        ]
        package var bucketGrants: [GrantFact] = []
        /// nil: may not be read.
        package var projectGrants: [GrantFact]? = []
        /// Every change, in words.
        package var changes: [String] = []
    }

    private let stored = Mutex(State())

    package init() {}

    package var state: State {
        get { stored.withLock { $0 } }
        set { stored.withLock { $0 = newValue } }
    }
    package var denied: Bool {
        get { state.isDenied }
        set { state.isDenied = newValue }
    }

    private func asked() throws -> State {
        let state = state
        if state.isDenied { throw Problem(.permissionDenied, "Not allowed", detail: "not allowed here") }
        return state
    }

    package func credential() async throws -> CredentialSummary { CredentialSummary(kind: "metadata", foundIn: "test") }
    package func search(_ query: String, pageToken: String?) async throws -> ProjectPage {
        _ = try asked()
        return ProjectPage(projects: [])
    }
    package func project(_ id: String) async throws -> Project {
        _ = try asked()
        return Project(id: id, number: "1")
    }
    package func granted(_ permissions: [String], on project: String) async throws -> PermissionAnswer {
        let state = try asked()
        let unknown = state.unknownPermissions.filter { permissions.contains($0.key) }
        return PermissionAnswer(
            granted: Set(permissions).subtracting(state.lacking).subtracting(unknown.keys), unknown: unknown
        )
    }
    package func granted(_ permissions: [String], onBucket bucket: String) async throws -> Set<String> {
        Set(permissions).subtracting(try asked().lacking)
    }
    package func granted(_ permissions: [String], onServiceAccount email: String) async throws -> Set<String> {
        Set(permissions).subtracting(try asked().lacking)
    }
    package func enabledServices(_ names: [String], in project: String) async throws -> Set<String> {
        Set(names).subtracting(try asked().disabledAPIs)
    }
    package func billing(of project: String) async throws -> BillingFact { try asked().billing }
    package func budgets(of project: Project, account: String) async throws -> BudgetListing { try asked().budgets }
    package func subnetworks(of project: String) async throws -> SubnetworkListing {
        SubnetworkListing(subnetworks: try asked().subnetworks)
    }
    package func connectors(in region: String, of project: String) async throws -> [ConnectorFact] {
        try asked().connectors
    }
    package func gateways(in region: String, of project: String) async throws -> [GatewayFact] {
        try asked().gateways
    }
    package func sharedNetwork(in region: String, of project: String) async throws -> SharedNetworkFact? {
        try asked().shared
    }
    package func quotas(of project: String) async throws -> [QuotaFact] { try asked().quotas }
    package func usage(in region: String, of project: String) async throws -> [UsageFact] {
        let state = try asked()
        if state.isUsageDenied { throw Problem(.permissionDenied, "Not allowed", detail: "services are hidden") }
        return state.usage
    }
    package func serviceAccount(_ email: String, of project: String) async throws -> ServiceAccountFact? {
        try asked().accounts.first { $0.email == email }
    }
    package func grants(onBucket bucket: String) async throws -> [GrantFact] { try asked().bucketGrants }
    package func grants(onProject project: String) async throws -> [GrantFact] {
        guard let grants = try asked().projectGrants else {
            throw Problem(.permissionDenied, "Not allowed", detail: "the policy is hidden")
        }
        return grants
    }

    package func enable(_ names: [String], in project: String) async throws {
        _ = try asked()
        stored.withLock { state in
            state.disabledAPIs.subtract(names)
            state.changes.append("enable \(names.sorted().joined(separator: " "))")
        }
    }
    package func openPrivateAccess(of subnetwork: String, in region: String, of project: String) async throws {
        _ = try asked()
        stored.withLock { state in
            for index in state.subnetworks.indices where state.subnetworks[index].name == subnetwork {
                state.subnetworks[index].hasPrivateGoogleAccess = true
            }
            state.changes.append("open \(subnetwork)")
        }
    }
    package func grant(_ role: String, to member: String, onBucket bucket: String) async throws -> Bool {
        _ = try asked()
        return stored.withLock { state in
            let grant = GrantFact(role: role, member: member)
            guard !state.bucketGrants.contains(grant) else { return false }
            state.bucketGrants.append(grant)
            state.changes.append("grant \(role) to \(member)")
            return true
        }
    }
    package func createServiceAccount(
        _ id: String, displayName: String, description: String, in project: String
    ) async throws -> (account: ServiceAccountFact, isNew: Bool) {
        _ = try asked()
        let account = ServiceAccountFact(email: "\(id)@\(project).iam.gserviceaccount.com")
        return stored.withLock { state in
            if state.accounts.contains(account) { return (account, false) }
            state.accounts.append(account)
            state.changes.append("create \(id)")
            return (account, true)
        }
    }
}
