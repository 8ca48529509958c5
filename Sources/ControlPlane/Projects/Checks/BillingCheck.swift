import Domain

/// Whether the project can be billed: without it neither buckets nor GPUs work.
struct BillingCheck: ProjectProbe {
    func run(_ scene: CheckScene, _ report: @Sendable (ProjectCheck) -> Void) async {
        do {
            let billing = try await scene.facts.billing(of: scene.project)
            guard billing.isEnabled else {
                return report(line(.missing, "no open billing account is linked", scene))
            }
            var check = line(.ok, "linked to \(billing.account ?? "an open billing account")", scene)
            check.hint = Self.budget(billing.account, scene)
            report(check)
        } catch {
            report(
                line(.unknown, "", scene)
                    .unknown(error, needs: "resourcemanager.projects.get", api: "cloudbilling")
            )
        }
    }

    private static func budget(_ account: String?, _ scene: CheckScene) -> String {
        let page = account.map { " at \(scene.links.budgets(of: $0))" } ?? ""
        return "A GPU instance that is kept warm is billed day and night: set a budget with an alert\(page)."
    }

    private func line(_ state: ProjectCheck.State, _ detail: String, _ scene: CheckScene) -> ProjectCheck {
        ProjectCheck(
            id: "billing", group: .billing, title: "Billing", state: state, detail: detail,
            why: "Cloud Storage and Cloud Run need a project with billing.",
            command: state == .ok
                ? nil : "gcloud billing projects link \(scene.project) --billing-account=ACCOUNT_ID",
            link: scene.links.billing
        )
    }
}
