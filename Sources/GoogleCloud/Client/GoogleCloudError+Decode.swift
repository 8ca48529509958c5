import Foundation
package import NIOCore
package import Outbound

extension GoogleCloudError {
    /// Reads an answer that is not a success: google.rpc.Status in JSON, the legacy form of Storage and Compute, the
    /// OAuth form of token endpoints, the XML form of Storage, or any text.
    package init(status: Int, headers: OutboundHeaders, body: ByteBuffer, method: OutboundRequest.Method, url: String) {
        self = Self.decode(status: status, body: body)
        httpStatus = status
        request = "\(method.rawValue) \(OutboundError.place(of: url))"
        retryAfter = RetryHint.wait(headers: headers, body: body, now: Date.now)
        isRetryable = Self.isRetryable(status: status, code: code, reason: reason)
        advice = Self.advice(reason)
    }

    /// What helps where the refusal is about the credential and not about the thing that was asked for.
    private static func advice(_ reason: String?) -> String? {
        switch reason {
        case "USER_PROJECT_DENIED":
            "Grant roles/serviceusage.serviceUsageConsumer on the quota project, or name another: --quota-project ID "
                + "(GOOGLE_CLOUD_QUOTA_PROJECT)."
        case "ACCESS_TOKEN_SCOPE_INSUFFICIENT":
            "Log in with the scope cloud-platform: gcloud auth application-default login; a virtual machine needs the "
                + "access scope cloud-platform."
        case "invalid_rapt", "rapt_required":
            "Your organisation ends logins after some hours: gcloud auth application-default login"
        case "invalid_target": "Look at the name of the workload identity provider (audience)."
        default: nil
        }
    }

    private static func decode(status: Int, body: ByteBuffer) -> GoogleCloudError {
        let wire =
            (try? GoogleDecoder.decode(ErrorBody.self, from: body))
            ?? (try? GoogleDecoder.decode([ErrorBody].self, from: body))?.first
        switch wire?.error {
        case .status(let failure):
            return error(status, failure)
        case .oauth(let name, let description):
            let text = description.map { "\(name): \($0)" } ?? name
            return GoogleCloudError(code(status, nil, name), message: text, reason: name)
        case nil:
            break
        }
        let text = String(buffer: body)
        if let xml = try? XMLNode(parsing: text), xml.name == "Error" {
            let reason = xml["Code"]
            let message = [xml["Message"], xml["Details"]].compactMap(\.self).joined(separator: " ")
            return GoogleCloudError(code(status, nil, reason), message: message, reason: reason)
        }
        let shown = text.isEmpty ? "no text" : String(text.prefix(300))
        return GoogleCloudError(code(status, nil, nil), message: shown)
    }

    private static func error(_ status: Int, _ failure: ErrorBody.Failure) -> GoogleCloudError {
        let details = failure.details ?? []
        let info = details.first { $0.type?.hasSuffix("google.rpc.ErrorInfo") ?? false }
        let violations = details.flatMap { $0.fieldViolations ?? [] }
        let reason = info?.reason ?? failure.errors?.first?.reason
        var metadata = info?.metadata ?? [:]
        if let link = failure.errors?.first?.extendedHelp, metadata["activationUrl"] == nil {
            metadata["activationUrl"] = link
        }
        return GoogleCloudError(
            code(status, failure.status, reason),
            message: failure.message ?? "no message",
            status: failure.status,
            reason: reason,
            metadata: metadata,
            fieldViolations: violations.map {
                FieldViolation(field: $0.field ?? "", description: $0.description ?? "")
            }
        )
    }

    /// `google.rpc.Code` names (google/rpc/code.proto), used where the body has no better reason.
    private static let names: [String: Code] = [
        "INVALID_ARGUMENT": .invalidArgument, "FAILED_PRECONDITION": .failedPrecondition, "OUT_OF_RANGE": .outOfRange,
        "UNAUTHENTICATED": .unauthenticated, "PERMISSION_DENIED": .permissionDenied, "NOT_FOUND": .notFound,
        "ALREADY_EXISTS": .alreadyExists, "ABORTED": .aborted, "RESOURCE_EXHAUSTED": .resourceExhausted,
        "CANCELLED": .cancelled, "UNAVAILABLE": .unavailable, "INTERNAL": .internal, "UNKNOWN": .unknown,
        "DEADLINE_EXCEEDED": .deadlineExceeded, "UNIMPLEMENTED": .unimplemented, "DATA_LOSS": .dataLoss,
    ]

    private static func code(_ status: Int, _ name: String?, _ reason: String?) -> Code {
        switch reason {
        case "SERVICE_DISABLED", "accessNotConfigured": return .serviceDisabled
        case "BILLING_DISABLED", "accountDisabled": return .billingDisabled
        case "conditionNotMet", "PreconditionFailed": return .conditionNotMet
        case "invalid_grant", "invalid_rapt", "rapt_required", "invalid_client": return .tokenRefused
        case "rateLimitExceeded", "userRateLimitExceeded": return .resourceExhausted
        default: break
        }
        if let name, let code = names[name] { return code }
        switch status {
        case 400, 405, 411, 413: return .invalidArgument
        case 401: return .unauthenticated
        case 403: return .permissionDenied
        case 404: return .notFound
        case 409: return .alreadyExists
        case 410: return .gone
        case 412: return .conditionNotMet
        case 416: return .outOfRange
        case 408, 504: return .deadlineExceeded
        case 429: return .resourceExhausted
        case 499: return .cancelled
        // Not Implemented (RFC 9110, section 15.6.2): the server, an emulator mostly, lacks the method.
        case 501: return .unimplemented
        case 502, 503: return .unavailable
        case 500...: return .internal
        default: return .unknown
        }
    }

    private static func isRetryable(status: Int, code: Code, reason: String?) -> Bool {
        switch reason {
        case "rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED": return true
        case "internal_failure", "server_error", "temporarily_unavailable": return true
        case "RESOURCE_QUOTA_EXCEEDED", "quotaExceeded": return false
        default: return [408, 429, 500, 502, 503, 504].contains(status)
        }
    }
}

/// The JSON of an error in its forms.
private struct ErrorBody: Decodable {
    struct Failure: Decodable {
        struct Legacy: Decodable {
            var reason: String?
            var extendedHelp: String?
        }
        struct Violation: Decodable {
            var field: String?
            var description: String?
        }
        struct Detail: Decodable {
            enum CodingKeys: String, CodingKey {
                case type = "@type"
                case reason, metadata, fieldViolations
            }
            var type: String?
            var reason: String?
            var metadata: [String: String]?
            var fieldViolations: [Violation]?
        }
        var message: String?
        var status: String?
        var errors: [Legacy]?
        var details: [Detail]?
    }

    enum Form {
        case status(Failure)
        case oauth(String, String?)
    }

    enum CodingKeys: String, CodingKey {
        case error
        case description = "error_description"
    }

    let error: Form

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let name = try? container.decode(String.self, forKey: .error) {
            error = .oauth(name, try container.decodeIfPresent(String.self, forKey: .description))
        } else {
            error = .status(try container.decode(Failure.self, forKey: .error))
        }
    }
}
