package import Domain
import GoogleCloud

extension CloudRunRuntime {
    /// One question over all regions says where there are services (v1, as gcloud asks it); each of those regions is
    /// then listed in full, several at a time. A region that cannot be looked at becomes a problem of the list.
    package func listing() async throws -> ServiceListing {
        let (regions, unreachable) = try await googleCall("list the services") { try await regionsWithServices() }
        let (found, failed) = await listed(regions)
        var problems = failed + unreachable.map(Self.unreachable)
        // Nothing at all could be seen: that is an error, not an empty list.
        if found.isEmpty, let first = failed.first, failed.count == regions.count { throw first.problem }
        var services: [Service] = []
        for json in found where CloudRunMarks.isManaged(json) {
            do { services.append(try reader.service(json)) } catch let problem as Problem {
                problems.append(.init(region: json["name"]?.string ?? "", problem: problem))
            }
        }
        await count(&services)
        return ServiceListing(
            services: services.sorted { ($0.id.region, $0.id.name) < ($1.id.region, $1.id.name) },
            problems: problems.sorted { $0.region < $1.region }
        )
    }

    package func services() async throws -> [Service] {
        let listing = try await listing()
        // Whoever asks for the services alone must not take some for all.
        if let first = listing.problems.first { throw first.problem }
        return listing.services
    }

    /// How many regions are asked at the same time: quick for all of them, and within the API's rate.
    private static let regionsAtOnce = 16

    /// What one region answered.
    private struct RegionAnswer: Sendable {
        var found: [GoogleJSON] = []
        var problem: ServiceListing.RegionProblem?
    }

    private func listed(_ regions: [String]) async -> ([GoogleJSON], [ServiceListing.RegionProblem]) {
        await withTaskGroup(of: RegionAnswer.self) { group in
            var answers: [RegionAnswer] = []
            for (index, region) in regions.enumerated() {
                if index >= Self.regionsAtOnce, let next = await group.next() { answers.append(next) }
                group.addTask { await answer(of: region) }
            }
            for await next in group { answers.append(next) }
            return (answers.flatMap(\.found), answers.compactMap(\.problem))
        }
    }

    private func answer(of region: String) async -> RegionAnswer {
        do {
            return RegionAnswer(found: try await run.servicesJSON(project: project, region: region))
        } catch {
            let told = GoogleProblem.problem(error, doing: "list the services of \(region)")
            let problem = told as? Problem ?? Problem(.cancelled, "Not listed", detail: "\(region) was not asked")
            return RegionAnswer(problem: .init(region: region, problem: problem))
        }
    }

    private func regionsWithServices() async throws -> (regions: [String], unreachable: [String]) {
        do {
            let places = try await run.servicePlaces(
                project: project, label: CloudRunMarks.managedBy, value: CloudRunMarks.manager)
            return (Set(places.places.map(\.region)).sorted(), places.unreachable)
        } catch let error as GoogleCloudError
            where [.notFound, .unimplemented, .invalidArgument].contains(error.code) || error.httpStatus == 404
        {
            // An endpoint without version 1's list: every region is asked.
            let locations = try? await run.locations(project: project).map(\.locationId)
            return (locations ?? settings.regions, [])
        }
    }

    private static func unreachable(_ region: String) -> ServiceListing.RegionProblem {
        .init(
            region: region,
            problem: Problem(
                .unavailable, "The region does not answer",
                detail: "Cloud Run says that \(region) cannot be reached; services there are not in the list",
                fix: "Look again in some minutes; https://status.cloud.google.com tells of outages.", isRetryable: true
            )
        )
    }
}
