import Domain

/// Which Google APIs are enabled in a project, one line each.
struct ServicesCheck: ProjectProbe {
    var project: String

    struct API: Sendable, Hashable {
        var name: String
        var why: String
        var isOptional: Bool
    }

    static let apis = [
        API(name: "run", why: "Services run on Cloud Run.", isOptional: false),
        API(name: "storage", why: "Models live in Cloud Storage.", isOptional: false),
        API(name: "cloudresourcemanager", why: "Projects and permissions are read through it.", isOptional: false),
        API(name: "serviceusage", why: "Tells which APIs are enabled.", isOptional: false),
        API(name: "iam", why: "Service accounts of services.", isOptional: false),
        API(name: "iamcredentials", why: "Calls private services with an ID token.", isOptional: true),
        API(name: "cloudbilling", why: "Tells whether the project can be billed.", isOptional: true),
        API(name: "cloudquotas", why: "Tells how many GPUs are left.", isOptional: true),
        API(name: "compute", why: "Networks of services.", isOptional: true),
        API(name: "logging", why: "Logs of services.", isOptional: true),
        API(name: "monitoring", why: "Metrics of services.", isOptional: true),
        API(name: "secretmanager", why: "Keeps a hub token for the length of an import.", isOptional: true),
        API(name: "artifactregistry", why: "Engine images of your own.", isOptional: true),
    ]

    func run(_ facts: any ProjectFacts) async -> [ProjectCheck] {
        do {
            let enabled = try await facts.enabledServices(Self.apis.map { "\($0.name).googleapis.com" }, in: project)
            return Self.apis.map { api in
                if enabled.contains("\(api.name).googleapis.com") { return line(api, .ok, "enabled") }
                return line(api, api.isOptional ? .warning : .missing, "not enabled")
            }
        } catch {
            let why = Problem(wrapping: error).detail
            return Self.apis.map { line($0, .unknown, why) }
        }
    }

    private func line(_ api: API, _ state: ProjectCheck.State, _ detail: String) -> ProjectCheck {
        let host = "\(api.name).googleapis.com"
        return ProjectCheck(
            id: "api.\(api.name)", group: .apis, title: host, state: state, detail: detail, why: api.why,
            command: state == .ok ? nil : "gcloud services enable \(host) --project=\(project)",
            link: "https://console.cloud.google.com/apis/library/\(host)?project=\(project)"
        )
    }
}
