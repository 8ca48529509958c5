import Foundation
import HTTPTypes
import Hummingbird

/// Cloud Run's Admin API v2, and of v1 what v2 has no counterpart of and what gcloud reads.
struct CloudRunAPI: SimulatedAPI {
    static let service = "run.googleapis.com"
    let store: CloudRunStore
    let projects: ProjectRegistry
    let runner: JobRunner

    func addRoutes(to router: Router<SimulatorContext>) {
        addServiceRoutes(to: router)
        addRevisionRoutes(to: router)
        addOperationRoutes(to: router)
        addJobRoutes(to: router)
        addExecutionRoutes(to: router)
        addVersion1Routes(to: router)
    }

    /// Project and region of a path, where the project has Cloud Run and the caller may do what the call does.
    struct Place: Sendable {
        let project: ProjectRecord
        let region: String
    }

    func place(_ context: SimulatorContext, permission: String) throws -> Place {
        let project = try project(context, permission: permission)
        let region = context.parameters.get("location") ?? ""
        guard RunRules.regions[region] != nil else {
            if region == "-" {
                throw GoogleError.invalidArgument("Location '-' is not supported: name one region.", field: "parent")
            }
            throw GoogleError(
                .forbidden, "PERMISSION_DENIED",
                "Permission denied on 'locations/\(region)' (or it may not exist).", reason: "forbidden"
            )
        }
        guard !store.unreachable.contains(region) else {
            throw GoogleError(
                .serviceUnavailable, "UNAVAILABLE", "The service is currently unavailable.", reason: "backendError"
            )
        }
        return Place(project: project, region: region)
    }

    func project(_ context: SimulatorContext, permission: String) throws -> ProjectRecord {
        let name = context.parameters.get("project") ?? ""
        try projects.requireService(Self.service, on: name)
        return try projects.require(permission, on: name)
    }

    /// The last segment of a path such as `services/NAME:verb`, split.
    func nameAndVerb(_ context: SimulatorContext, _ parameter: String) -> (name: String, verb: String?) {
        let text = PercentCoding.decode(context.parameters.get(parameter) ?? "")
        guard let colon = text.firstIndex(of: ":") else { return (text, nil) }
        return (String(text[..<colon]), String(text[text.index(after: colon)...]))
    }

    func caller(_ context: SimulatorContext) -> String {
        context.caller?.email ?? "simulator@demo-project.iam.gserviceaccount.com"
    }

    /// The body by name, whatever form the enums came in.
    func body(_ request: Request, _ shape: JSONShape) async throws -> JSONValue {
        let buffer = try await request.body.collect(upTo: 4 << 20)
        guard let value = try? JSONValue(parsing: buffer) else {
            throw GoogleError.invalidArgument("Invalid JSON payload received. Unexpected end of string or token.")
        }
        let named = RunEnumNumbers.named(value)
        try shape.check(named)
        return named
    }

    static var unknownVerb: GoogleError { .notFound("Method not found.") }
}
