import API
import ControlPlane
import Domain
import Hummingbird

/// `/api/services/costs`: what services cost, and whether anybody uses them.
struct CostRoutes {
    let controlPlane: ControlPlane

    init(_ controlPlane: ControlPlane) { self.controlPlane = controlPlane }

    var operations: [Operation] { [costs] }

    static let days = Schema.plain([
        "type": "integer", "minimum": .integer(IdleRule.allowedDays.lowerBound),
        "maximum": .integer(IdleRule.allowedDays.upperBound),
    ])

    private var costs: Operation {
        let services = controlPlane.services
        return Operation(
            id: "serviceCosts", method: .get, path: "/api/services/costs",
            summary: "What services cost this month, and which nobody uses",
            parameters: [
                .project, .query("days", Self.days, "How many days back requests are counted; 7 when left out."),
            ],
            answer: .init(
                status: 200, about: "A row for each service; what is missing is not known.",
                schema: .wire(CostReportView.self))
        ) { call in
            let days = try call.number("days", else: 7)
            return try .json(CostReportView(try await services.costs(call.about(), days: days)))
        }
    }
}
