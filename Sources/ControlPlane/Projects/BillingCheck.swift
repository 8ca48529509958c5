import Domain

/// Whether the project can be billed: without it neither buckets nor GPUs work.
struct BillingCheck: ProjectProbe {
    var project: String

    func run(_ facts: any ProjectFacts) async -> [ProjectCheck] {
        do {
            let isEnabled = try await facts.isBillingEnabled(project)
            return [
                isEnabled
                    ? line(.ok, "a billing account is linked and open")
                    : line(.missing, "no open billing account is linked")
            ]
        } catch {
            return [line(.unknown, Problem(wrapping: error).detail)]
        }
    }

    private func line(_ state: ProjectCheck.State, _ detail: String) -> ProjectCheck {
        ProjectCheck(
            id: "billing", group: .billing, title: "Billing", state: state, detail: detail,
            why: "Cloud Storage and Cloud Run need a project with billing.",
            command: state == .ok ? nil : "gcloud billing projects link \(project) --billing-account=ACCOUNT_ID",
            link: "https://console.cloud.google.com/billing/linkedaccount?project=\(project)"
        )
    }
}
