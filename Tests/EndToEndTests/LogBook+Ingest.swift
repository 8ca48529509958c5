import CloudSimulator
import Foundation

extension LogBook {
    /// What Cloud Logging makes of a line on a container's standard output: its own fields are taken out, the rest is
    /// the payload.
    func ingest(_ line: Data, of service: String) throws {
        var payload = try JSONDecoder().decode(JSONValue.self, from: line)
        let severity = payload["severity"]?.string ?? "DEFAULT"
        for field in ["severity", "time", "logging.googleapis.com/trace"] { payload[field] = nil }
        try write(
            ["jsonPayload": payload], severity: severity, project: "demo-project", log: "run.googleapis.com/stdout",
            resource: ["type": "cloud_run_revision", "labels": ["service_name": .string(service)]])
    }
}
