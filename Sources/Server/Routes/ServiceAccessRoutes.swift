import API
import ControlPlane
import Domain
import Hummingbird

/// `/api/services/{region}/{name}/permissions` and `…/key`: who may call a service.
struct ServiceAccessRoutes {
    let controlPlane: ControlPlane
    let pace: EventStream.Pace

    init(_ controlPlane: ControlPlane, pace: EventStream.Pace) {
        self.controlPlane = controlPlane
        self.pace = pace
    }

    var operations: [Operation] { [show, change, key, renew, remove, reveal] }

    private static let permissions = "/api/services/{region}/{name}/permissions"
    private static let keyPath = "/api/services/{region}/{name}/key"

    private var show: Operation {
        let services = controlPlane.services
        return Operation(
            id: "servicePermissions", method: .get, path: Self.permissions, summary: "Who may call a service",
            parameters: ServiceRoutes.inPath,
            answer: .init(status: 200, about: "The callers.", schema: .wire(AccessView.self))
        ) { call in
            try .json(AccessView(try await services.access(call.about(), call.serviceInPath())))
        }
    }

    private var change: Operation {
        let services = controlPlane.services
        return Operation(
            id: "changeServicePermissions", method: .post, path: Self.permissions,
            summary: "Lets somebody call a service, or no longer", parameters: ServiceRoutes.inPath,
            body: .wire(AccessRequest.self),
            answer: .init(status: 200, about: "The callers after it.", schema: .wire(AccessView.self))
        ) { call in
            let wanted = try call.decoded(AccessRequest.self)
            let access = try await services.changeAccess(
                call.about(), call.serviceInPath(), wanted.change(), etag: wanted.etag,
                isConfirmed: wanted.confirmPublic ?? false
            )
            return try .json(AccessView(access))
        }
    }

    private var key: Operation {
        let services = controlPlane.services
        return Operation(
            id: "serviceKey", method: .get, path: Self.keyPath, summary: "Where the engine's API key is kept",
            parameters: ServiceRoutes.inPath,
            answer: .init(status: 200, about: "Its place, never the key.", schema: .wire(KeyView.self))
        ) { call in
            try .json(KeyView(key: try await services.key(call.about(), call.serviceInPath())))
        }
    }

    private static let steps = Operation.Answer(
        status: 200, about: "When asked with Accept: events ‘key’ with a KeyEvent each.", schema: .string,
        mediaType: "text/event-stream"
    )

    private var renew: Operation {
        let (services, pace) = (controlPlane.services, pace)
        return Operation(
            id: "renewServiceKey", method: .post, path: Self.keyPath,
            summary: "Gives the engine an API key, or a new one in its place; rolls out a revision",
            parameters: ServiceRoutes.inPath,
            answer: .init(status: 200, about: "Its place.", schema: .wire(KeyView.self)), otherwise: [Self.steps]
        ) { call in
            let steps = try await services.renewKey(call.about(), call.serviceInPath())
            return try await Self.answer(to: call, steps, pace: pace)
        }
    }

    private var remove: Operation {
        let (services, pace) = (controlPlane.services, pace)
        return Operation(
            id: "removeServiceKey", method: .delete, path: Self.keyPath,
            summary: "Has the engine ask for no key any more, and deletes the key", parameters: ServiceRoutes.inPath,
            answer: .init(status: 200, about: "There is no key.", schema: .wire(KeyView.self)), otherwise: [Self.steps]
        ) { call in
            let steps = try await services.removeKey(call.about(), call.serviceInPath())
            return try await Self.answer(to: call, steps, pace: pace)
        }
    }

    private var reveal: Operation {
        let services = controlPlane.services
        return Operation(
            id: "revealServiceKey", method: .post, path: "/api/services/{region}/{name}/key/reveal",
            summary: "The API key itself, to a person who confirms; written to the audit log",
            parameters: ServiceRoutes.inPath, body: .wire(RevealRequest.self),
            answer: .init(status: 200, about: "The key.", schema: .wire(RevealedKey.self))
        ) { call in
            guard try call.decoded(RevealRequest.self).confirm else {
                throw Problem(.invalidRequest, "Not confirmed", detail: "a key is shown only to who confirms it")
            }
            let key = try await services.revealKey(call.about(), call.serviceInPath())
            return try .json(RevealedKey(value: key.reveal()))
        }
    }

    private static func answer(
        to call: Call, _ steps: AsyncThrowingStream<KeyEvent, any Error>, pace: EventStream.Pace
    ) async throws -> Response {
        if call.request.headers[.accept]?.contains("text/event-stream") == true {
            return EventStream.response(to: call, steps.events { try ServerEvent(name: "key", data: $0) }, pace: pace)
        }
        var last: KeyEvent?
        for try await step in steps { last = step }
        return try .json(KeyView(key: last?.key))
    }
}
