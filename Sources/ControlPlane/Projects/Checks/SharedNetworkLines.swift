import Domain

/// What the checklist says of Cloud NAT and of a Shared VPC.
enum SharedNetworkLines {
    static func gateways(
        _ own: Result<[GatewayFact], Problem>, _ shared: Result<SharedNetworkFact?, Problem>, _ scene: CheckScene
    ) -> ProjectCheck {
        var line = ProjectCheck(
            id: "nat.\(scene.region)", group: .networking, title: "Cloud NAT in \(scene.region)", state: .ok,
            detail: "",
            why:
                "With all traffic through a subnetwork only Cloud NAT leads to the internet. Models come from Google's "
                + "own APIs and do not need it; an engine that calls out does.",
            link: scene.links.gateways
        )
        let host = try? shared.get()
        var found = host?.gateways ?? []
        switch own {
        case .failure(let problem): return line.unknown(problem, needs: "compute.routers.list", api: "compute")
        case .success(let gateways): found = gateways + found
        }
        line.detail =
            found.isEmpty
            ? "none, and models need none" : found.map { text($0, in: scene.project) }.joined(separator: "; ")
        if let host, let reason = host.unreadGateways {
            line.state = found.isEmpty ? .unknown : .ok
            line.detail =
                (found.isEmpty ? "" : line.detail + "; ") + "those of \(host.host) could not be read: \(reason)"
            line.hint = "compute.routers.list in \(host.host) shows them."
        } else if found.isEmpty {
            line.hint =
                "To let engines call out: gcloud compute routers create llm-manager --network=NETWORK "
                + "--region=\(scene.region) --project=\(scene.project) && gcloud compute routers nats create llm-manager "
                + "--router=llm-manager --region=\(scene.region) --auto-allocate-nat-external-ips "
                + "--nat-all-subnet-ip-ranges --project=\(scene.project)"
        }
        return line
    }

    private static func text(_ gateway: GatewayFact, in project: String) -> String {
        let place =
            gateway.subnetworks.map { $0.isEmpty ? "no subnetwork" : $0.joined(separator: ", ") } ?? "every subnetwork"
        let owner = gateway.project == project ? "" : " of \(gateway.project)"
        return "\(gateway.name) for \(place) of \(gateway.network)\(owner)"
    }

    static func host(_ shared: Result<SharedNetworkFact?, Problem>, _ scene: CheckScene) -> ProjectCheck {
        var line = ProjectCheck(
            id: "shared-vpc.\(scene.region)", group: .networking, title: "Shared VPC in \(scene.region)", state: .ok,
            detail: "the project uses no network of another one",
            why: "In an organization networks often belong to a host project; services then use its subnetworks.",
            link: scene.links.sharedNetworks
        )
        switch shared {
        case .failure(let problem): return line.unknown(problem, needs: "compute.projects.get", api: "compute")
        case .success(nil): return line
        case .success(let shared?):
            let agent = "service-PROJECT_NUMBER@serverless-robot-prod.iam.gserviceaccount.com"
            let grant =
                "gcloud compute networks subnets add-iam-policy-binding SUBNETWORK --region=\(scene.region) "
                + "--project=\(shared.host) --role=roles/compute.networkUser --member=serviceAccount:\(agent)"
            guard !shared.subnetworks.isEmpty else {
                line.state = .warning
                line.detail = "\(shared.host) lets this caller use none of its subnetworks here"
                line.command = grant
                return line
            }
            line.hint = "Cloud Run's service agent must be allowed to use the subnetwork: \(grant)"
            let closed = shared.subnetworks.filter { $0.unread == nil && !$0.hasPrivateGoogleAccess }
            let unread = shared.subnetworks.filter { $0.unread != nil }
            line.detail = "\(shared.host): " + shared.subnetworks.map { text($0) }.joined(separator: ", ")
            if !unread.isEmpty {
                line.state = .unknown
            } else if !closed.isEmpty {
                line.state = .warning
                line.command = closed.map {
                    "gcloud compute networks subnets update \($0.name) --region=\(scene.region) "
                        + "--project=\(shared.host) --enable-private-ip-google-access"
                }.joined(separator: "\n")
            }
            return line
        }
    }

    private static func text(_ subnetwork: SubnetworkFact) -> String {
        let access =
            subnetwork.unread.map { "Private Google Access could not be read: \($0)" }
            ?? (subnetwork.hasPrivateGoogleAccess ? "with Private Google Access" : "without Private Google Access")
        return "\(subnetwork.name) \(subnetwork.range) of \(subnetwork.network) (\(access))"
    }
}
