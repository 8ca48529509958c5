import API
import ControlPlane
import Domain
import HTTPTypes
import Hummingbird

/// `/api/models/imports/…`: imports that run or ran, their live progress, cancelling and going on.
struct ImportProgressRoutes {
    let controlPlane: ControlPlane
    let pace: EventStream.Pace
    let encoded: ImportEvents

    init(_ controlPlane: ControlPlane, pace: EventStream.Pace, encoded: ImportEvents) {
        self.controlPlane = controlPlane
        self.pace = pace
        self.encoded = encoded
    }

    var operations: [Operation] { [list, show, files, events, cancel, resume] }

    private static let one: [Operation.Parameter] = [
        .path("id", "The import's id."), .project,
        .query("bucket", "Where it imports to; left out: found among the managed buckets."),
    ]

    private var list: Operation {
        let imports = controlPlane.imports
        return Operation(
            id: "listImports", method: .get, path: "/api/models/imports",
            summary: "Imports, the latest first, and a problem for each bucket that cannot be read",
            parameters: [.project, .query("bucket", "Only this bucket.")],
            answer: .init(status: 200, about: "The imports.", schema: .wire(ImportList.self))
        ) { call in
            try .json(ImportList(try await imports.list(call.about(), bucket: call.optional("bucket"))))
        }
    }

    private var show: Operation {
        let imports = controlPlane.imports
        return Operation(
            id: "showImport", method: .get, path: "/api/models/imports/{id}", summary: "One import as it stands",
            parameters: Self.one, answer: .init(status: 200, about: "The import.", schema: .wire(ImportView.self))
        ) { call in
            let id = try call.segment("id")
            return try .json(ImportView(try await imports.show(call.about(), id, bucket: call.optional("bucket"))))
        }
    }

    private var files: Operation {
        let imports = controlPlane.imports
        return Operation(
            id: "listImportFiles", method: .get, path: "/api/models/imports/{id}/files",
            summary: "All files of an import with their progress, page by page",
            parameters: Self.one + [
                .query("pageToken", .plain(["type": "string", "pattern": "^([0-9]{1,9})?$"]), "From the page before."),
                .query(
                    "pageSize", .plain(["type": "string", "pattern": "^([1-9][0-9]{0,8})?$"]), "1000 at most; 200."),
            ],
            answer: .init(status: 200, about: "One page.", schema: .wire(ImportFileList.self))
        ) { call in
            let page = try await imports.files(
                call.about(), call.segment("id"), bucket: call.optional("bucket"),
                from: call.number("pageToken", else: 0), limit: call.number("pageSize", else: 200, atLeast: 1)
            )
            return try .json(ImportFileList(page))
        }
    }

    private var events: Operation {
        let (imports, pace, encoded) = (controlPlane.imports, pace, encoded)
        return Operation(
            id: "watchImport", method: .get, path: "/api/models/imports/{id}/events",
            summary: "Live progress: the latest snapshot at once, then each newer one; ends with the import",
            parameters: Self.one,
            answer: .init(
                status: 200, about: "Events ‘import’ with an ImportView each; the id is its version.", schema: .string,
                mediaType: "text/event-stream"
            ),
            otherwise: [.init(status: 204, about: "Last-Event-ID is the version of an ended import: nothing is new.")],
            streams: true
        ) { call in
            let (id, about, bucket) = (try call.segment("id"), try call.about(), call.optional("bucket"))
            // Asked first, so that an unknown import is a 404 and not a stream that fails.
            let now = try await imports.show(about, id, bucket: bucket)
            let seen = call.lastEventID
            // Everything has been told: 204 makes an EventSource stop asking again (WHATWG HTML, 9.2.3).
            if now.state.isSettled, seen == now.version { return Response(status: .noContent) }
            let events = try imports.watch(about, id, bucket: bucket).events(
                skippingFirst: { first in !first.state.isSettled && seen.map { $0 >= first.version } ?? false },
                { try encoded.event($0) }
            )
            return EventStream.response(to: call, events, pace: pace)
        }
    }

    private var cancel: Operation {
        let imports = controlPlane.imports
        return Operation(
            id: "cancelImport", method: .delete, path: "/api/models/imports/{id}",
            summary: "Stops an import for good and gives back what it had uploaded", parameters: Self.one,
            answer: .init(status: 200, about: "The import, cancelled.", schema: .wire(ImportView.self))
        ) { call in
            let id = try call.segment("id")
            return try .json(ImportView(try await imports.cancel(call.about(), id, bucket: call.optional("bucket"))))
        }
    }

    private var resume: Operation {
        let imports = controlPlane.imports
        return Operation(
            id: "resumeImport", method: .post, path: "/api/models/imports/{id}/resume",
            summary: "Goes on where an interrupted or failed import stopped", parameters: Self.one,
            body: .wire(ResumeRequest.self),
            answer: .init(status: 202, about: "The import goes on.", schema: .wire(ImportView.self))
        ) { call in
            let id = try call.segment("id")
            let token = Secret(try call.decoded(ResumeRequest.self).token ?? "")
            let snapshot = try await imports.resume(call.about(), id, bucket: call.optional("bucket"), token: token)
            let headers: HTTPFields = [.location: "/api/models/imports/\(snapshot.id)"]
            return try .json(ImportView(snapshot), status: .accepted, headers: headers)
        }
    }
}

extension Call {
    /// The version of the last snapshot that a reader saw before its connection broke.
    fileprivate var lastEventID: Int64? {
        HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] }.flatMap { Int64($0) }
    }
}

extension ServerEvent {
    /// An import's snapshot: a complete one, so that a later one replaces it.
    init(_ snapshot: ImportSnapshot) throws {
        try self.init(
            name: "import", id: "\(snapshot.version)", data: ImportView(snapshot), key: "import/\(snapshot.id)"
        )
    }
}
