import Domain

/// Whether services could use the project's own network. Not needed for the default, Google's own path.
struct NetworkCheck: ProjectProbe {
    var project: String
    var region: String

    func run(_ facts: any ProjectFacts) async -> [ProjectCheck] {
        do {
            let subnetworks = try await facts.subnetworks(in: region, of: project)
            guard !subnetworks.isEmpty else {
                return [
                    line(.warning, "no subnetwork in \(region): a service there cannot use a network of yours", nil)
                ]
            }
            let closed = subnetworks.filter { !$0.hasPrivateGoogleAccess }
            guard let first = closed.first else {
                return [line(.ok, "\(subnetworks.count) subnetworks, all with Private Google Access", nil)]
            }
            let names = closed.map(\.name).joined(separator: ", ")
            return [
                line(
                    .warning, "without Private Google Access: \(names)",
                    "gcloud compute networks subnets update \(first.name) --region=\(region) --project=\(project) "
                        + "--enable-private-ip-google-access"
                )
            ]
        } catch {
            return [line(.unknown, Problem(wrapping: error).detail, nil)]
        }
    }

    private func line(_ state: ProjectCheck.State, _ detail: String, _ command: String?) -> ProjectCheck {
        ProjectCheck(
            id: "network.\(region)", group: .networking, title: "Network in \(region)", state: state, detail: detail,
            why:
                "A service that sends all its traffic through your network reaches its model by Private Google Access.",
            command: command, link: "https://console.cloud.google.com/networking/networks/list?project=\(project)"
        )
    }
}
