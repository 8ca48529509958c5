import API
import ControlPlane
import Domain
import Hummingbird

/// `/api/services/costs` and `/idle-rule`: what services cost, and what becomes of those that nobody uses.
struct CostRoutes {
    let controlPlane: ControlPlane

    init(_ controlPlane: ControlPlane) { self.controlPlane = controlPlane }

    var operations: [Operation] { [costs, rule, setRule, removeRule, applyRule] }

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

    private var rule: Operation {
        let services = controlPlane.services
        return Operation(
            id: "showIdleRule", method: .get, path: "/api/services/idle-rule",
            summary: "When services that nobody uses are stopped by themselves", parameters: [.project],
            answer: .init(status: 200, about: "The rule; without days there is none.", schema: .wire(IdleRuleView.self))
        ) { call in
            try .json(IdleRuleView(try await services.idleRule(call.about())))
        }
    }

    private var setRule: Operation {
        let services = controlPlane.services
        return Operation(
            id: "setIdleRule", method: .put, path: "/api/services/idle-rule",
            summary: "Has services stopped that nobody uses, while a manager runs", parameters: [.project],
            body: .wire(IdleRuleRequest.self),
            answer: .init(status: 200, about: "The rule.", schema: .wire(IdleRuleView.self))
        ) { call in
            let rule = try call.decoded(IdleRuleRequest.self).rule()
            return try .json(IdleRuleView(try await services.setIdleRule(call.about(), rule)))
        }
    }

    private var removeRule: Operation {
        let services = controlPlane.services
        return Operation(
            id: "removeIdleRule", method: .delete, path: "/api/services/idle-rule",
            summary: "Takes the rule away; what it has stopped stays stopped", parameters: [.project],
            answer: .init(status: 204, about: "There is no rule.")
        ) { call in
            _ = try await services.setIdleRule(call.about(), nil)
            return Response(status: .noContent)
        }
    }

    private var applyRule: Operation {
        let services = controlPlane.services
        return Operation(
            id: "applyIdleRule", method: .post, path: "/api/services/apply-idle-rule",
            summary: "Applies the rule now, as a running manager does every quarter of an hour", parameters: [.project],
            answer: .init(
                status: 200, about: "What was stopped, and what was kept because it is not known whether it is used.",
                schema: .wire(IdleOutcomeList.self))
        ) { call in
            try .json(
                IdleOutcomeList(outcomes: try await services.applyIdleRule(call.about()).map(IdleOutcomeView.init)))
        }
    }
}
