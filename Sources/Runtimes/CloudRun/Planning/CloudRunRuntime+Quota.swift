import Domain
import GoogleCloud
import Serving

extension CloudRunRuntime {
    /// Regions whose services are listed at a time.
    private static let concurrency = 6

    /// What one region's services use.
    private struct RegionUse: Sendable {
        var region: String
        var use: Result<QuotaBook.Use, GoogleCloudError>
    }

    /// Quotas and their use in some regions: one list of quotas, and one list of services per region. Not being allowed to
    /// look is kept in the book, and never thrown.
    ///
    /// - Parameter name: the service that is planned; it does not count, in any region.
    func quotaBook(regions: [String], beside name: String?) async -> QuotaBook {
        async let infos = Self.caught {
            let all = try await CloudQuotasClient(run.api).quotaInfos(project: project, service: "run.googleapis.com")
            return Dictionary(all.map { ($0.quotaId, $0) }, uniquingKeysWith: { first, _ in first })
        }
        let uses = await withTaskGroup(of: RegionUse.self) { group in
            var found: [String: Result<QuotaBook.Use, GoogleCloudError>] = [:]
            for (index, region) in Set(regions).sorted().enumerated() {
                if index >= Self.concurrency, let next = await group.next() { found[next.region] = next.use }
                group.addTask {
                    let use = await Self.caught {
                        QuotaBook.use(of: try await run.servicesJSON(project: project, region: region), beside: name)
                    }
                    return RegionUse(region: region, use: use)
                }
            }
            for await next in group { found[next.region] = next.use }
            return found
        }
        return QuotaBook(infos: await infos, uses: uses)
    }

    private static func caught<Answer>(
        _ body: () async throws -> Answer
    ) async -> Result<Answer, GoogleCloudError> {
        do {
            return .success(try await body())
        } catch let error as GoogleCloudError {
            return .failure(error)
        } catch {
            return .failure(
                GoogleCloudError(.unavailable, message: "\(error)", httpStatus: 0, request: "reading quotas"))
        }
    }
}
