package import HTTPTypes

/// An error as Google's APIs know it. The listener's middleware gives it the shape that its API uses.
package struct GoogleError: Error, Sendable {
    package var status: HTTPResponse.Status
    /// google.rpc.Code's name, such as `PERMISSION_DENIED`.
    package var code: String
    package var message: String
    /// The legacy APIs' word for it, such as `conditionNotMet`; in modern ones the ErrorInfo's reason.
    package var reason: String
    package var details: [JSONValue]
    package var headers: HTTPFields
    /// Where the legacy shape says the fault lies: (location, locationType).
    package var location: (name: String, type: String)?

    package init(
        _ status: HTTPResponse.Status,
        _ code: String,
        _ message: String,
        reason: String,
        details: [JSONValue] = [],
        headers: HTTPFields = [:]
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.reason = reason
        self.details = details
        self.headers = headers
    }

    /// 400 with a field violation when a field is named.
    package static func invalidArgument(_ message: String, field: String? = nil) -> GoogleError {
        var details: [JSONValue] = []
        if let field {
            let violation: JSONValue = ["field": .string(field), "description": .string(message)]
            details.append(["@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]])
        }
        return GoogleError(.badRequest, "INVALID_ARGUMENT", message, reason: "invalid", details: details)
    }

    package static func failedPrecondition(_ message: String) -> GoogleError {
        GoogleError(.badRequest, "FAILED_PRECONDITION", message, reason: "failedPrecondition")
    }

    package static func notFound(_ message: String) -> GoogleError {
        GoogleError(.notFound, "NOT_FOUND", message, reason: "notFound")
    }

    package static func alreadyExists(_ message: String) -> GoogleError {
        GoogleError(.conflict, "ALREADY_EXISTS", message, reason: "conflict")
    }

    /// 409 of a lost etag race.
    package static func aborted(_ message: String) -> GoogleError {
        GoogleError(.conflict, "ABORTED", message, reason: "aborted")
    }

    /// 403 as IAM words it, with the permission and the resource in the ErrorInfo.
    package static func permissionDenied(
        permission: String,
        resource: String,
        service: String = "iam.googleapis.com"
    ) -> GoogleError {
        GoogleError(
            .forbidden,
            "PERMISSION_DENIED",
            "Permission '\(permission)' denied on resource '\(resource)' (or it may not exist).",
            reason: "forbidden",
            details: [
                info(
                    "IAM_PERMISSION_DENIED",
                    domain: service,
                    ["permission": .string(permission), "resource": .string(resource)]
                )
            ]
        )
    }

    /// 401 of a missing, wrong or expired token.
    package static func unauthenticated(_ reason: String) -> GoogleError {
        let message =
            (reason == "CREDENTIALS_MISSING"
                ? "Request is missing required authentication credential."
                : "Request had invalid authentication credentials.")
            + " Expected OAuth 2 access token, login cookie or other "
            + "valid authentication credential. See "
            + "https://developers.google.com/identity/sign-in/web/devconsole-project."
        var error = GoogleError(
            .unauthorized,
            "UNAUTHENTICATED",
            message,
            reason: reason == "CREDENTIALS_MISSING" ? "required" : "authError",
            details: [info(reason, [:])],
            headers: [.wwwAuthenticate: "Bearer realm=\"https://accounts.google.com/\""]
        )
        error.location = ("Authorization", "header")
        return error
    }

    package static func resourceExhausted(_ message: String) -> GoogleError {
        GoogleError(.tooManyRequests, "RESOURCE_EXHAUSTED", message, reason: "rateLimitExceeded")
    }

    /// The google.rpc.ErrorInfo detail.
    package static func info(
        _ reason: String,
        domain: String = "googleapis.com",
        _ metadata: [String: JSONValue]
    ) -> JSONValue {
        var detail: JSONValue = [
            "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": .string(reason), "domain": .string(domain),
        ]
        if !metadata.isEmpty { detail["metadata"] = .object(metadata) }
        return detail
    }
}
