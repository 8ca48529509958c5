import Domain
import GoogleCloud

extension GoogleProjects {
    package func serviceAccount(_ email: String, of project: String) async throws -> ServiceAccountFact? {
        try await asking("the service account \(email)") {
            do {
                let account = try await IAMClient(api).serviceAccount(email: email, project: project)
                return ServiceAccountFact(email: account.email, isDisabled: account.disabled ?? false)
            } catch let error as GoogleCloudError where error.code == .notFound {
                return nil
            }
        }
    }

    package func createServiceAccount(
        _ id: String, displayName: String, description: String, in project: String
    ) async throws -> (account: ServiceAccountFact, isNew: Bool) {
        try await asking("the service account \(id)") {
            let client = IAMClient(api)
            var isNew = true
            var email: String
            do {
                let made = try await client.createServiceAccount(
                    project: project, id: id, displayName: displayName, description: description
                )
                email = made.email
            } catch let error as GoogleCloudError where error.code == .alreadyExists {
                isNew = false
                email = "\(id)@\(Self.domain(of: project)).iam.gserviceaccount.com"
            }
            // A new account is known to the other parts of IAM after a while: a minute at most.
            var waited = 0
            while true {
                do {
                    let account = try await client.serviceAccount(email: email, project: project)
                    email = account.email
                    return (ServiceAccountFact(email: email, isDisabled: account.disabled ?? false), isNew)
                } catch let error as GoogleCloudError where error.code == .notFound && waited < Self.propagation {
                    waited += 2
                    try await pause(.seconds(2))
                }
            }
        }
    }

    /// Seconds that a new service account may take until every API knows it.
    static let propagation = 60

    /// `example.com:my-project` has accounts at `my-project.example.com`.
    private static func domain(of project: String) -> String {
        let parts = project.split(separator: ":").map(String.init)
        return parts.count == 2 ? "\(parts[1]).\(parts[0])" : project
    }
}
