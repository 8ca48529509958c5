import Domain

/// Whether the project can be billed: without it neither buckets nor GPUs work.
struct BillingCheck: ProjectProbe {
    func run(_ scene: CheckScene, _ report: @Sendable (ProjectCheck) -> Void) async {
        do {
            let billing = try await scene.facts.billing(of: scene.project)
            guard billing.isEnabled else {
                return report(line(.missing, "no open billing account is linked", scene))
            }
            report(line(.ok, "linked to \(billing.account ?? "an open billing account")", scene))
            if let account = billing.account { report(await BudgetCheck(account: account).line(scene)) }
        } catch {
            report(
                line(.unknown, "", scene)
                    .unknown(error, needs: "resourcemanager.projects.get", api: "cloudbilling")
            )
        }
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
