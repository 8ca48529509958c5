/// Several sinks as one.
package struct AuditSinks: AuditSink {
    private let sinks: [any AuditSink]

    package init(_ sinks: [any AuditSink]) { self.sinks = sinks }

    package func record(_ line: AuditLine) {
        for sink in sinks { sink.record(line) }
    }
}
