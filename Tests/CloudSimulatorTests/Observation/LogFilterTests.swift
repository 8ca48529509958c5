import Testing

@testable import CloudSimulator

struct LogFilterTests {
    private static let entry: JSONValue = [
        "severity": "WARNING", "timestamp": "2026-11-02T10:00:00.500Z", "textPayload": "Out of \"GPU\" memory",
        "receiveTimestamp": "2026-11-02T10:00:01Z", "labels": ["run.googleapis.com/task_index": "0"],
        "resource": ["type": "cloud_run_revision", "labels": ["service_name": "chat"]],
        "httpRequest": ["status": 503, "requestUrl": "/v1/models"],
    ]

    @Test(arguments: [
        "", "severity>=WARNING", "severity = WARNING", #"resource.type="cloud_run_revision" AND severity>=INFO"#,
        #"timestamp>="2026-11-02T10:00:00Z" timestamp<"2026-11-02T10:00:01Z""#,
        #"receiveTimestamp>="2026-11-02T10:00:00.999Z""#, #"textPayload:"gpu""#, #"textPayload:"\"GPU\"""#,
        #"(textPayload:"nothing" OR httpRequest.requestUrl:"models")"#, "httpRequest.status>=500",
        #"labels."run.googleapis.com/task_index"="0""#, #"NOT severity=ERROR"#, #"textPayload=~"^Out""#,
        #""memory""#, "severity=ERROR OR severity=WARNING AND httpRequest.status=503",
        "resource.labels.service_name:*", "httpRequest:*", "NOT jsonPayload.audit.action:*",
    ])
    func `an entry that fits is found`(filter: String) throws {
        #expect(try LogFilter(filter).fits(Self.entry))
    }

    @Test(arguments: [
        "severity>=ERROR", #"timestamp>"2026-11-02T10:00:00.500Z""#, #"textPayload:"disk""#, #"NOT "memory""#,
        #"resource.labels.service_name="other""#, #"jsonPayload.message:"x""#,
        "jsonPayload.audit.action:*",
    ])
    func `an entry that does not fit is not`(filter: String) throws {
        #expect(try !LogFilter(filter).fits(Self.entry))
    }

    @Test(arguments: [
        "severity>=LOUD", "sevrity=ERROR", #"timestamp>="yesterday""#, "severity>=", "(severity=ERROR", "AND",
        #"textPayload="open"#, #"resource.name="x""#, "severity ! ERROR", #"textPayload=~"(""#,
    ])
    func `what the language does not know is refused`(filter: String) {
        #expect(throws: GoogleError.self) { try LogFilter(filter) }
    }
}
