import API
import ControlPlane
import Domain
import HTTPTypes
import Hummingbird

/// `/api/projects/{id}/checks`: what a project lacks, and mending it.
struct CheckRoutes {
    let controlPlane: ControlPlane
    let pace: EventStream.Pace

    init(_ controlPlane: ControlPlane, pace: EventStream.Pace) {
        self.controlPlane = controlPlane
        self.pace = pace
    }

    var operations: [Operation] { [checks, fix] }

    private var checks: Operation {
        let (projects, pace) = (controlPlane.projects, pace)
        return Operation(
            id: "checkProject", method: .get, path: "/api/projects/{id}/checks",
            summary:
                "Permissions, APIs, billing, network, quota and the services' account of a project, each with its fix",
            parameters: [
                .path("id", .project, "The project's id or number."),
                .query("region", .region, "Where network and quota are looked at; left out: the default region."),
            ],
            answer: .init(status: 200, about: "The checklist.", schema: .wire(CheckList.self)),
            otherwise: [
                .init(
                    status: 200,
                    about:
                        "When asked with Accept: events ‘check’ with a CheckView each as they are known, then ‘done’ "
                        + "with a CheckSummary.",
                    schema: .string, mediaType: "text/event-stream"
                )
            ]
        ) { call in
            let id = try call.segment("id")
            let region = call.query["region"]
            guard call.request.headers[.accept]?.contains("text/event-stream") == true else {
                let checks = try await projects.check(call.anywhere, id, region: region)
                return try .json(CheckList(project: id, checks: checks.map(CheckView.init)))
            }
            let lines = try await projects.checks(call.anywhere, id, region: region)
            return EventStream.response(to: call, Self.events(lines), pace: pace)
        }
    }

    /// Each line, then how many there were.
    private static func events(_ lines: AsyncThrowingStream<ProjectCheck, any Error>) -> EventStream.Events {
        let (stream, continuation) = EventStream.Events.makeStream()
        let task = Task {
            do {
                var summary = CheckSummary()
                for try await line in lines {
                    let view = CheckView(line)
                    summary.count(view.state)
                    continuation.yield(try ServerEvent(name: "check", data: view))
                }
                continuation.yield(try ServerEvent(name: "done", data: summary))
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
            }
        }
        continuation.onTermination = { _ in task.cancel() }
        return stream
    }

    private var fix: Operation {
        let projects = controlPlane.projects
        return Operation(
            id: "fixCheck", method: .post, path: "/api/projects/{id}/checks/{check}/fix",
            summary: "Mends what a check has found, and looks again; what is in order is left alone",
            parameters: [
                .path("id", .project, "The project's id or number."),
                .path("check", "The check's `fix.check`; `apis` enables every API that is needed."),
            ],
            answer: .init(
                status: 200, about: "What was changed, and the lines looked at again.",
                schema: .wire(CheckRepairView.self)
            )
        ) { call in
            let id = try call.segment("id")
            let about = call.context.about(try Target(parsing: id))
            return try .json(CheckRepairView(try await projects.fix(about, id, check: call.segment("check"))))
        }
    }
}
