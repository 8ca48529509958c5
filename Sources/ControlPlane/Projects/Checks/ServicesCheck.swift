import Domain

/// Which Google APIs are enabled in a project, one line each.
struct ServicesCheck: ProjectProbe {
    struct API: Sendable, Hashable {
        var name: String
        var why: String
        var isOptional: Bool
        var host: String { "\(name).googleapis.com" }
    }

    static let apis = [
        API(name: "run", why: "Services run on Cloud Run.", isOptional: false),
        API(name: "storage", why: "Models live in Cloud Storage.", isOptional: false),
        API(name: "cloudresourcemanager", why: "Projects and permissions are read through it.", isOptional: false),
        API(name: "serviceusage", why: "Tells which APIs are enabled.", isOptional: false),
        API(name: "iam", why: "Service accounts of services.", isOptional: false),
        API(name: "iamcredentials", why: "Calls private services with an ID token.", isOptional: true),
        API(name: "cloudbilling", why: "Tells whether the project can be billed.", isOptional: true),
        API(name: "billingbudgets", why: "Tells whether a budget watches the costs.", isOptional: true),
        API(name: "cloudquotas", why: "Tells how many GPUs are left.", isOptional: true),
        API(name: "compute", why: "Networks of services.", isOptional: true),
        API(name: "vpcaccess", why: "Only for Serverless VPC Access connectors.", isOptional: true),
        API(name: "logging", why: "Logs of services.", isOptional: true),
        API(name: "monitoring", why: "Metrics of services.", isOptional: true),
        API(name: "secretmanager", why: "Keeps hub tokens and API keys.", isOptional: true),
        API(name: "artifactregistry", why: "Engine images of your own.", isOptional: true),
    ]

    var only: Set<String>?

    private var apis: [API] { Self.apis.filter { only?.contains($0.name) ?? true } }

    func run(_ scene: CheckScene, _ report: @Sendable (ProjectCheck) -> Void) async {
        do {
            let enabled = try await scene.facts.enabledServices(apis.map(\.host), in: scene.project)
            for api in apis {
                let isEnabled = enabled.contains(api.host)
                let state: ProjectCheck.State = isEnabled ? .ok : api.isOptional ? .warning : .missing
                report(line(api, state, isEnabled ? "enabled" : "not enabled", scene))
            }
        } catch {
            for api in apis {
                report(line(api, .unknown, "", scene).unknown(error, needs: "serviceusage.services.get"))
            }
        }
    }

    private func line(_ api: API, _ state: ProjectCheck.State, _ detail: String, _ scene: CheckScene) -> ProjectCheck {
        ProjectCheck(
            id: "api.\(api.name)", group: .apis, title: api.host, state: state, detail: detail, why: api.why,
            fix: [.warning, .missing].contains(state) ? Self.fix(of: api.name) : nil,
            command: state == .ok ? nil : "gcloud services enable \(api.host) --project=\(scene.project)",
            link: scene.links.api(api.host)
        )
    }

    static func fix(of api: String) -> ProjectCheck.Fix {
        ProjectCheck.Fix(
            check: "api.\(api)", label: "Enable API",
            effect: "Enables \(api).googleapis.com in the project; an API costs nothing until it is used.",
            role: .operator
        )
    }
}
