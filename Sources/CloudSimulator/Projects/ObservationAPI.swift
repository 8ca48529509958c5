import HTTPTypes
import Hummingbird

/// What a project is looked at with: VPC connectors, log entries, time series.
struct ObservationAPI: Sendable {
    let projects: ProjectRegistry
    let logs: LogBook

    func addRoutes(to table: inout GoogleRouteTable) {
        let (projects, logs) = (projects, logs)
        let connectors = "v1/projects/{project}/locations/{location}/connectors"
        table.on(.get, connectors, query: ["pageSize", "pageToken"]) { call in
            try projects.requireService("vpcaccess.googleapis.com", on: call["project"])
            let project = try projects.require("vpcaccess.connectors.list", on: call["project"])
            guard project.id == "demo-project", ["us-central1", "-"].contains(call["location"]) else {
                return try call.json([:])
            }
            return try call.list("connectors", [Self.connector])
        }
        table.on(.post, "v2/entries:list") { call in
            let body = try await call.body(
                .object([
                    "resourceNames": .array(.string), "projectIds": .array(.string), "filter": .string,
                    "orderBy": .string, "pageSize": .integer, "pageToken": .string,
                ])
            )
            let names = (body["resourceNames"]?.array ?? []).compactMap(\.string)
            guard !names.isEmpty else {
                throw GoogleError.invalidArgument("At least one resource name is required.", field: "resourceNames")
            }
            for name in names {
                try projects.requireService("logging.googleapis.com", on: name)
                try projects.require("logging.logEntries.list", on: name)
            }
            let wanted = Set(names.compactMap { projects.find($0)?.id })
            let newestFirst = body["orderBy"]?.string == "timestamp desc"
            let limit = Int(min(1000, max(1, body["pageSize"]?.int64 ?? 50)))
            let found = try logs.entries(of: wanted, filter: body["filter"]?.string ?? "")
            let page = newestFirst ? Array(found.reversed().prefix(limit)) : Array(found.prefix(limit))
            return try call.json(page.isEmpty ? [:] : ["entries": .array(page)])
        }
        let series: Set<String> = [
            "filter", "interval.startTime", "interval.endTime", "aggregation.alignmentPeriod",
            "aggregation.perSeriesAligner", "aggregation.crossSeriesReducer", "aggregation.groupByFields", "orderBy",
            "view", "pageSize", "pageToken",
        ]
        table.on(.get, "v3/projects/{project}/timeSeries", query: series) { call in
            try projects.requireService("monitoring.googleapis.com", on: call["project"])
            try projects.require("monitoring.timeSeries.list", on: call["project"])
            for name in ["filter", "interval.endTime"] where call.query[name]?.isEmpty ?? true {
                throw GoogleError.invalidArgument("Field \(name) must be set.", field: name)
            }
            return try call.json(["unit": "1"])
        }
    }

    private static let connector: JSONValue = [
        "name": "projects/demo-project/locations/us-central1/connectors/default", "network": "default",
        "ipCidrRange": "10.8.0.0/28", "state": "READY", "minThroughput": 200, "maxThroughput": 300,
        "machineType": "e2-micro", "minInstances": 2, "maxInstances": 3,
    ]
}
