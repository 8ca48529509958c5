package import Domain

/// What Google says of the caller and of a project. Each call is one question; what may not be asked throws.
package protocol ProjectFacts: Sendable {
    func credential() async throws -> CredentialSummary
    func search(_ query: String, pageToken: String?) async throws -> ProjectPage
    func project(_ id: String) async throws -> Project
    /// Which of these permissions the caller has on the project (`projects.testIamPermissions`). One that Google does
    /// not know there spoils the answer for itself alone.
    func granted(_ permissions: [String], on project: String) async throws -> PermissionAnswer
    /// Which of these permissions the caller has on the bucket.
    func granted(_ permissions: [String], onBucket bucket: String) async throws -> Set<String>
    /// Which of these permissions the caller has on the service account.
    func granted(_ permissions: [String], onServiceAccount email: String) async throws -> Set<String>
    /// Which of these APIs are enabled (`services.batchGet`, at most 30 names a call).
    func enabledServices(_ names: [String], in project: String) async throws -> Set<String>
    func billing(of project: String) async throws -> BillingFact
    /// The budgets of the billing account that the project's costs count, or may count, against.
    func budgets(of project: Project, account: String) async throws -> BudgetListing
    /// Subnetworks of every region that Direct VPC egress could use.
    func subnetworks(of project: String) async throws -> SubnetworkListing
    /// Serverless VPC Access connectors of a region.
    func connectors(in region: String, of project: String) async throws -> [ConnectorFact]
    /// Cloud NAT gateways of a region that lead to the internet.
    func gateways(in region: String, of project: String) async throws -> [GatewayFact]
    /// The Shared VPC host that the project is attached to, with what it may use there in a region; nil: none.
    func sharedNetwork(in region: String, of project: String) async throws -> SharedNetworkFact?
    /// What Cloud Run may use at a time, quota by quota.
    func quotas(of project: String) async throws -> [QuotaFact]
    /// What the services of a region may use at most, as they are configured now.
    func usage(in region: String, of project: String) async throws -> [UsageFact]
    /// nil when there is no such account.
    func serviceAccount(_ email: String, of project: String) async throws -> ServiceAccountFact?
    /// Who has which role on the bucket.
    func grants(onBucket bucket: String) async throws -> [GrantFact]
    /// Who has which role on the project.
    func grants(onProject project: String) async throws -> [GrantFact]
}

/// What can be mended in a project. Each is idempotent: doing it again changes nothing.
package protocol ProjectChanges: Sendable {
    /// Enables APIs and waits until they are.
    func enable(_ names: [String], in project: String) async throws
    /// Switches Private Google Access on and waits until it is.
    func openPrivateAccess(of subnetwork: String, in region: String, of project: String) async throws
    /// - Returns: false when the member had the role already.
    func grant(_ role: String, to member: String, onBucket bucket: String) async throws -> Bool
    /// Makes the account, or finds it; returns when other APIs can be expected to know it.
    /// - Returns: the account, and whether it is new.
    func createServiceAccount(
        _ id: String, displayName: String, description: String, in project: String
    ) async throws -> (account: ServiceAccountFact, isNew: Bool)
}

/// The permissions that the caller has, and those that Google does not know on this kind of resource, with the reason.
package struct PermissionAnswer: Sendable, Hashable {
    package var granted: Set<String>
    package var unknown: [String: String]

    package init(granted: Set<String>, unknown: [String: String] = [:]) {
        self.granted = granted
        self.unknown = unknown
    }
}

package struct BillingFact: Sendable, Hashable {
    package var isEnabled: Bool
    /// `billingAccounts/ACCOUNT_ID`.
    package var account: String?

    package init(isEnabled: Bool, account: String? = nil) {
        self.isEnabled = isEnabled
        self.account = account
    }
}

package struct SubnetworkFact: Sendable, Hashable {
    package var name: String
    package var region: String
    package var network: String
    package var range: String
    /// Addresses of the range; 0 where it is unknown.
    package var addresses: Int
    package var hasPrivateGoogleAccess: Bool
    /// The Shared VPC host project that it belongs to; nil: the project itself.
    package var host: String?
    /// Why it could not be read whether Private Google Access is on; nil: it was read.
    package var unread: String?

    package init(
        name: String, region: String, network: String, range: String, addresses: Int, hasPrivateGoogleAccess: Bool,
        host: String? = nil, unread: String? = nil
    ) {
        self.name = name
        self.region = region
        self.network = network
        self.range = range
        self.addresses = addresses
        self.hasPrivateGoogleAccess = hasPrivateGoogleAccess
        self.host = host
        self.unread = unread
    }

    /// As it is named to a person: `HOST/NAME` where it is shared (neither part can hold a slash).
    package var label: String { host.map { "\($0)/\(name)" } ?? name }
    /// As a service names it: a shared one by its whole path.
    package var spec: NetworkSpec {
        guard let host else { return NetworkSpec(network: network, subnetwork: name, allTraffic: true) }
        return NetworkSpec(
            network: "projects/\(host)/global/networks/\(network)",
            subnetwork: "projects/\(host)/regions/\(region)/subnetworks/\(name)", allTraffic: true
        )
    }

    /// Direct VPC egress takes no subnetwork smaller than a /26.
    package var isLargeEnough: Bool { addresses >= 64 }
}

package struct SubnetworkListing: Sendable, Hashable {
    package var subnetworks: [SubnetworkFact]
    /// Regions that could not be read, with the reason.
    package var unread: [String: String]

    package init(subnetworks: [SubnetworkFact], unread: [String: String] = [:]) {
        self.subnetworks = subnetworks
        self.unread = unread
    }
}

package struct ConnectorFact: Sendable, Hashable {
    /// `projects/P/locations/R/connectors/NAME`.
    package var path: String
    package var name: String
    package var network: String
    package var range: String
    package var state: String

    package init(path: String, name: String, network: String, range: String, state: String) {
        self.path = path
        self.name = name
        self.network = network
        self.range = range
        self.state = state
    }

    package var isReady: Bool { state == "READY" }
}

/// A quota of Cloud Run as Cloud Quotas states it.
package struct QuotaFact: Sendable, Hashable {
    package var id: String
    package var unit: String?
    /// As the quota counts, by region; -1 is unlimited.
    package var values: [String: Int64]

    package init(id: String, unit: String?, values: [String: Int64]) {
        self.id = id
        self.unit = unit
        self.values = values
    }
}

/// What one service may use at most: its most instances, times what one of them takes.
package struct UsageFact: Sendable, Hashable {
    package var service: String
    package var accelerator: String?
    package var hasZonalRedundancy: Bool
    package var gpus: Double
    package var cpu: Double
    /// Bytes.
    package var memory: Double

    package init(
        service: String, accelerator: String?, hasZonalRedundancy: Bool, gpus: Double, cpu: Double, memory: Double
    ) {
        self.service = service
        self.accelerator = accelerator
        self.hasZonalRedundancy = hasZonalRedundancy
        self.gpus = gpus
        self.cpu = cpu
        self.memory = memory
    }
}

package struct ServiceAccountFact: Sendable, Hashable {
    package var email: String
    package var isDisabled: Bool

    package init(email: String, isDisabled: Bool = false) {
        self.email = email
        self.isDisabled = isDisabled
    }
}

/// One member of one binding of a policy.
package struct GrantFact: Sendable, Hashable {
    package var role: String
    package var member: String
    /// The title (or expression) of the condition that it holds under.
    package var condition: String?

    package init(role: String, member: String, condition: String? = nil) {
        self.role = role
        self.member = member
        self.condition = condition
    }
}
