package import Foundation

/// The service accounts of all projects.
package final class ServiceAccountStore: Sendable {
    package struct Account: Sendable, Codable, Hashable {
        package let email: String
        package let project: String
        package var displayName: String
        package var description: String
        package var disabled: Bool
        package var policy: IAMPolicy
        /// Until then no API but the one that made it knows the account.
        package var knownFrom: Date?

        var isKnown: Bool { knownFrom.map { $0 <= Date() } ?? true }
    }

    private let stored: StoredState<[Account]>
    private let projects: ProjectRegistry
    /// How long a new account takes until other APIs know it.
    let delay: Duration

    package init(_ state: StateDirectory, projects: ProjectRegistry, delay: Duration = .zero) throws {
        self.projects = projects
        self.delay = delay
        let defaults = projects.all.map { project in
            Account(
                email: "\(project.number)-compute@developer.gserviceaccount.com", project: project.id,
                displayName: "Compute Engine default service account", description: "",
                disabled: project.id == "lean-project", policy: IAMPolicy()
            )
        }
        let simulator = Account(
            email: IdentityAuthority.serviceAccount, project: "demo-project", displayName: "Simulator",
            description: "The account of the metadata server and of service-account.json", disabled: false,
            policy: IAMPolicy(bindings: [
                Self.binding("roles/iam.serviceAccountTokenCreator", "user:\(IdentityAuthority.user)"),
                Self.binding(
                    "roles/iam.workloadIdentityUser",
                    "principalSet://iam.googleapis.com/projects/100000000001/locations/global/workloadIdentityPools/ci/"
                        + "attribute.repository/example/models"),
            ])
        )
        let deployer = Account(
            email: IdentityAuthority.deployer, project: "demo-project", displayName: "Deployer",
            description: "The account that the simulator's may act as", disabled: false,
            policy: IAMPolicy(bindings: [
                Self.binding(
                    "roles/iam.serviceAccountTokenCreator", "serviceAccount:\(IdentityAuthority.serviceAccount)")
            ])
        )
        stored = try StoredState(
            state, "service-accounts.json", initial: defaults + [simulator, deployer])
    }

    private static func binding(_ role: String, _ member: String) -> JSONValue {
        ["role": .string(role), "members": [.string(member)]]
    }

    /// By e-mail or by unique id.
    package func find(_ name: String) -> Account? {
        stored.current.first { $0.isKnown && ($0.email == name || IdentityAuthority.uniqueID(of: $0.email) == name) }
    }

    /// 400 for a member of a policy that names an account of one of these projects which is not there, or not known yet.
    func requireMembers(_ members: [String]) throws {
        for member in members where member.hasPrefix("serviceAccount:") {
            let email = String(member.dropFirst("serviceAccount:".count))
            let owner = email.split(separator: "@").last.map(String.init) ?? ""
            guard owner.hasSuffix(".iam.gserviceaccount.com"),
                projects.find(String(owner.dropLast(".iam.gserviceaccount.com".count))) != nil
            else { continue }
            guard find(email) != nil else {
                throw GoogleError.invalidArgument("Service account \(email) does not exist.")
            }
        }
    }

    func accounts(of project: String) -> [Account] {
        stored.current.filter { $0.project == project }
    }

    func add(_ account: Account) throws {
        try stored.update { accounts in
            guard !accounts.contains(where: { $0.email == account.email }) else {
                throw GoogleError.alreadyExists(
                    "Service account \(account.email.prefix { $0 != "@" }) already exists within project "
                        + "projects/\(account.project)."
                )
            }
            accounts.append(account)
        }
    }

    func update(_ email: String, _ change: (inout Account) throws -> Void) throws -> Account? {
        try stored.update { accounts in
            guard let index = accounts.firstIndex(where: { $0.email == email }) else { return nil }
            try change(&accounts[index])
            return accounts[index]
        }
    }
}
