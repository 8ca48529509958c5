package import Domain
import Foundation
import Serving

extension Services {
    /// What every service of the target costs this month and whether anybody uses it. A few questions to the provider,
    /// however many services there are. Needs the viewer role.
    ///
    /// - Parameter days: how far back requests are counted.
    /// - Throws: `invalid-request` for days that are not known; what cannot be measured is in the report.
    package func costs(_ context: RequestContext, days: Int = 7) async throws -> CostReport {
        guard IdleRule.allowedDays.contains(days) else {
            throw Problem(
                .invalidRequest, "Not a number of days",
                detail: "\(days) days; requests are known for \(IdleRule.allowedDays.upperBound) days",
                fix: "Ask for \(IdleRule.allowedDays.lowerBound) to \(IdleRule.allowedDays.upperBound) days."
            )
        }
        return try await world.look(context, "see what services cost") {
            let runtime = try runtime(context)
            let now = (try? Date(world.now(), strategy: .iso8601)) ?? Date()
            let counting = RunningCost(start: RunningCost.month(of: now), now: now, days: days)
            let start = counting.start.formatted(.iso8601)
            let meter = runtime.capabilities.pricesKnown ? runtime as? any ServiceMetering : nil
            async let reading = meter?.usage(since: start, days: days)
            // A region that does not answer is told; what is known of the others is not lost with it.
            let listing = try await runtime.listing()
            let usage = await reading
            let costs = try await concurrently(listing.services, atMost: 8) { service in
                counting.cost(of: service, price: await meter?.instanceHour(of: service), usage: usage)
            }
            return CostReport(
                from: start, to: now.formatted(.iso8601), days: days,
                services: costs.sorted { $0.id.description < $1.id.description },
                problems: listing.problems.map(\.problem) + Self.problems(usage)
            )
        }
    }

    private static func problems(_ usage: UsageReading?) -> [Problem] {
        func problem<Value>(_ result: Result<Value, Problem>?) -> Problem? {
            if case .failure(let problem)? = result { problem } else { nil }
        }
        var told: [Problem] = []
        for next in [problem(usage?.billableSeconds), problem(usage?.requests), problem(usage?.instances)] {
            guard let next, !told.contains(where: { $0.code == next.code }) else { continue }
            told.append(next)
        }
        return told
    }
}
