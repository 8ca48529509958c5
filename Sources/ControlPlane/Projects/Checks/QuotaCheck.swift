import Domain
import Serving

/// How many GPUs Cloud Run may use in a region, how many are taken, and what still fits.
struct QuotaCheck: ProjectProbe {
    func run(_ scene: CheckScene, _ report: @Sendable (ProjectCheck) -> Void) async {
        let accelerators = AcceleratorCatalog.cloudRun
        do {
            let table = try await Self.table(scene, regions: [scene.region])
            for row in table.rows { report(verdict(row, table.problems[scene.region], scene)) }
        } catch {
            for accelerator in accelerators {
                report(
                    line(accelerator.name, .unknown, "", scene)
                        .unknown(error, needs: "cloudquotas.quotas.get", api: "cloudquotas")
                )
            }
        }
    }

    /// Quotas are one question for all regions, use is one per region.
    static func table(_ scene: CheckScene, regions: [String]) async throws -> QuotaTable {
        let (facts, project) = (scene.facts, scene.project)
        async let quotas = facts.quotas(of: project)
        let counted = try await concurrently(regions, atMost: 4) { region -> Result<[UsageFact], Problem> in
            do {
                return .success(try await facts.usage(in: region, of: project))
            } catch let error as CancellationError {
                throw error
            } catch {
                return .failure(Problem(wrapping: error))
            }
        }
        var (usage, problems): ([String: [UsageFact]], [String: Problem]) = ([:], [:])
        for (region, result) in zip(regions, counted) {
            switch result {
            case .success(let services): usage[region] = services
            case .failure(let problem): problems[region] = problem
            }
        }
        let math = QuotaMath(quotas: try await quotas, usage: usage, requestLink: scene.links.quotas)
        let rows = regions.flatMap { region in AcceleratorCatalog.cloudRun.map { math.row($0, in: region) } }
        return QuotaTable(rows: rows, problems: problems)
    }

    private func verdict(_ row: RegionQuota, _ problem: Problem?, _ scene: CheckScene) -> ProjectCheck {
        guard let plain = row.withoutZonalRedundancy ?? row.withZonalRedundancy else {
            return line(row.accelerator, .unknown, "Google names no such quota in this project", scene)
        }
        let zonal = row.withZonalRedundancy
        let texts = [
            row.withoutZonalRedundancy.map { "\(Self.text($0)) without zonal redundancy" },
            zonal.map { "\(Self.text($0)) with" },
        ]
        var detail = texts.compactMap(\.self).joined(separator: ", ")
        if let fit = row.fits.last, let count = fit.withoutZonalRedundancy {
            detail +=
                "; room for \(count) instance\(count == 1 ? "" : "s") of \(fit.shape.cpu) vCPU and "
                + fit.shape.memory.binaryText
            if let bound = fit.boundBy, bound != "GPU" { detail += " (\(bound) ends first)" }
        }
        let amounts = [plain, zonal].compactMap(\.self)
        let hasAny = amounts.contains { $0.isUnlimited || ($0.limit ?? 0) > 0 }
        let hasLeft = amounts.contains { $0.isUnlimited || ($0.left ?? 0) >= 1 }
        var check = line(
            row.accelerator,
            !hasAny ? (row.isOffered ? .missing : .warning) : hasLeft || problem != nil ? .ok : .warning,
            row.isOffered ? detail : "\(detail); not offered here to everybody", scene
        )
        // Nobody grants what the region does not offer.
        if !row.isOffered, !hasAny { check.command = nil }
        if let problem, hasAny {
            // How much is left is not known: that must not look like "enough".
            check.state = .unknown
            let why = problem.namedPermission.map { "the permission \($0) is missing" } ?? problem.detail
            check.detail += "; what is taken could not be counted: \(why)"
            if problem.code == .permissionDenied {
                check.permission = problem.namedPermission ?? "run.services.list"
            }
            if problem.code == .apiDisabled { check.fix = ServicesCheck.fix(of: "run") }
        }
        return check
    }

    private static func text(_ amount: RegionQuota.Amount) -> String {
        guard let limit = amount.limit else { return "unlimited" }
        if limit <= 0 { return "no GPU" }
        guard let left = amount.left else { return "\(number(limit)) GPU\(limit == 1 ? "" : "s")" }
        return "\(number(left)) of \(number(limit)) GPU\(limit == 1 ? "" : "s") left"
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value))" : "\(value)"
    }

    private func line(
        _ accelerator: String, _ state: ProjectCheck.State, _ detail: String, _ scene: CheckScene
    ) -> ProjectCheck {
        ProjectCheck(
            id: "quota.\(accelerator)", group: .quota, title: "GPU quota \(accelerator) in \(scene.region)",
            state: state, detail: detail,
            why: "Cloud Run counts the most instances that each service may have, one GPU each.",
            hint: state == .ok ? nil : "More can be asked for at https://g.co/cloudrun/gpu-quota.",
            command: state == .ok ? nil : Self.request(accelerator, scene), link: scene.links.quotas
        )
    }

    /// The command that asks for one more GPU without zonal redundancy.
    private static func request(_ accelerator: String, _ scene: CheckScene) -> String? {
        guard let quota = AcceleratorCatalog.quota(of: accelerator, zonalRedundancy: false) else { return nil }
        let value = quota.mayBeMilli ? "3000" : "3"
        return "gcloud beta quotas preferences create --service=run.googleapis.com --quota-id=\(quota.id) "
            + "--preferred-value=\(value) --dimensions=region=\(scene.region) --project=\(scene.project)"
    }
}
