package import Domain
package import Foundation

/// What services cost from what was measured, or from what is known without a measurement. Pure.
package struct RunningCost: Sendable {
    /// The first of the month.
    package var start: Date
    package var now: Date
    /// Over so many days requests were counted.
    package var days: Int

    package init(start: Date, now: Date, days: Int) {
        self.start = start
        self.now = now
        self.days = days
    }

    /// The first of `now`'s month, UTC.
    package static func month(of now: Date) -> Date {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar.date(from: calendar.dateComponents([.year, .month], from: now)) ?? now
    }

    package func cost(of service: Service, price: InstancePrice?, usage: UsageReading?) -> ServiceCost {
        var cost = ServiceCost(id: service.id, state: service.state.name, minInstances: service.minInstances)
        cost.perInstanceHour = price?.hour
        cost.priceSource = price?.source
        if price == nil {
            cost.notes.append("No price is known for \(service.accelerator ?? "its shape") in \(service.id.region).")
        }
        count(service, usage, &cost)
        add(service, usage, &cost)
        cost.tokensPerSecond = service.proof?.tokensPerSecond
        if let hour = price?.hour {
            if let rate = cost.tokensPerSecond, rate > 0 { cost.perMillionTokens = hour * (1e6 / rate / 3600) }
            cost.perHourNow = cost.instances.map { hour * Double($0) }
            cost.monthToDate = cost.billableSeconds.map { hour * ($0 / 3600) }
        }
        if cost.monthToDate == nil { cost.basis = .unknown }
        cost.warnings = warnings(service, cost)
        return cost
    }

    /// Requests and the days without.
    private func count(_ service: Service, _ usage: UsageReading?, _ cost: inout ServiceCost) {
        switch usage?.requests {
        case .success(let all):
            let count = all[service.id]
            cost.requests = count?.total ?? 0
            cost.lastRequestDay = count?.lastDay
            let last = count?.lastDay.flatMap(Self.date)
            let unused = last.map { now.timeIntervalSince($0) } ?? Double(days) * 86_400
            guard let age = age(of: service) else {
                cost.notes.append("When it was made is not known, so neither for how long nobody has asked.")
                return
            }
            // Who changes a service (or starts it again) means to use it.
            let changed = service.updatedAt.flatMap(Self.date).map { max(0, now.timeIntervalSince($0)) } ?? age
            cost.unusedDays = max(0, min(days, Int(min(unused, age, changed) / 86_400)))
        case .failure(let problem): cost.notes.append("Requests could not be counted: \(problem.detail)")
        case nil: cost.notes.append("Requests are not counted here.")
        }
    }

    /// Billed seconds: measured, else what the minimum instances must have used.
    private func add(_ service: Service, _ usage: UsageReading?, _ cost: inout ServiceCost) {
        if case .success(let all)? = usage?.instances { cost.instances = all[service.id] }
        let isStopped = service.state == .stopped
        if isStopped { cost.instances = 0 }
        let measured: Double?
        switch usage?.billableSeconds {
        case .success(let all):
            // A service that runs and was never measured is not one that costs nothing.
            let isSilent = all[service.id] == nil && service.minInstances > 0 && !isStopped
            measured = isSilent ? nil : all[service.id] ?? 0
            if isSilent { cost.notes.append("Google has not measured its billed time yet.") }
        case .failure(let problem):
            measured = nil
            cost.notes.append("Billed time could not be read: \(problem.detail)")
        case nil:
            measured = nil
            cost.notes.append("Billed time is not measured here.")
        }
        if let measured {
            cost.billableSeconds = measured
            cost.basis = .measured
            // Nothing runs where nothing was billed lately and nothing must run.
            if cost.instances == nil, service.minInstances == 0, case .success? = usage?.instances {
                cost.instances = 0
            }
            return
        }
        guard service.minInstances > 0, !isStopped, let age = age(of: service) else { return }
        cost.billableSeconds = Double(service.minInstances) * min(age, now.timeIntervalSince(start))
        cost.basis = .estimated
        cost.notes.append("Estimated from \(service.minInstances) minimum instance(s) and its age: it may be more.")
        if cost.instances == nil { cost.instances = service.minInstances }
    }

    private func warnings(_ service: Service, _ cost: ServiceCost) -> [ServiceCost.Warning] {
        guard service.state != .stopped, let unused = cost.unusedDays, unused >= 1 else { return [] }
        let stop = "Stop it (llm-manager services stop \(service.id)), or set a rule: llm-manager services idle-rule."
        if service.minInstances > 0 {
            let rate = cost.perInstanceHour.map { " at \(($0 * Double(service.minInstances)).text) an hour" } ?? ""
            return [
                ServiceCost.Warning(
                    .idleMinimum,
                    detail: "\(service.minInstances) instance(s) run all the time\(rate), and nobody has asked for "
                        + "\(Self.text(unused, days))",
                    fix: "Set its minimum to 0. \(stop)"
                )
            ]
        }
        guard unused >= days else { return [] }
        return [
            ServiceCost.Warning(.unused, detail: "Nobody has asked for \(Self.text(unused, days))", fix: stop)
        ]
    }

    private static func text(_ unused: Int, _ days: Int) -> String {
        (unused >= days ? "at least " : "") + (unused == 1 ? "a day" : "\(unused) days")
    }

    /// Seconds since the service was made; nil when that is not known.
    private func age(of service: Service) -> TimeInterval? {
        service.createdAt.flatMap(Self.date).map { max(0, now.timeIntervalSince($0)) }
    }

    /// RFC 3339, with or without fractions of a second.
    static func date(_ text: String) -> Date? {
        (try? Date(text, strategy: .iso8601))
            ?? (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    }
}
