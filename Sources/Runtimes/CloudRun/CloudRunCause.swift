import Domain
import Foundation
import GoogleCloud

/// Why a revision did not become ready: Cloud Run's condition (or error text) as a cause and what to do about it.
///
/// Reasons: Cloud Run Admin API v2 `GoogleCloudRunV2Condition`. Unknown ones keep Google's own words.
enum CloudRunCause {
    static func problem(condition: GoogleJSON, id: ServiceID, startupSeconds: Int?) -> Problem {
        let reason =
            condition["revisionReason"]?.string ?? condition["reason"]?.string ?? condition["executionReason"]?.string
            ?? "UNKNOWN"
        let message = words(of: condition["message"]?.string ?? "Cloud Run gave no message")
        if let quota = quotaProblem(in: message) { return quota }
        // The service's own condition often says REVISION_FAILED only; its text tells more.
        var told = table[reason] ?? textEntry(of: bare(message, of: id))
        if told?.title == table["SECRETS_ACCESS_CHECK_FAILED"]?.title, message.contains("not found") {
            told = noSecret
        }
        let bound = startupSeconds.map { " (the startup probe waits \($0) s)" } ?? ""
        let isHealth =
            reason == "HEALTH_CHECK_CONTAINER_ERROR" || told?.title == table["HEALTH_CHECK_CONTAINER_ERROR"]?.title
        return Problem(
            told?.code ?? .deployFailed, told?.title ?? "The revision failed",
            detail: "\(reason): \(message)" + (isHealth ? bound : ""),
            fix: told?.fix ?? "Read the logs of \(id)."
        )
    }

    /// "Quota violated: NvidiaL4… requested: 3 allowed: 1", wherever it stands in a text of Cloud Run.
    static func quotaProblem(in text: String) -> Problem? {
        let pattern = /Quota violated:\s*(\S+)\s+requested:\s*(\d+)\s+allowed:\s*(\d+)/
        if let match = text.firstMatch(of: pattern) {
            let (_, quota, requested, allowed) = match.output
            let advice =
                allowed == "0"
                ? "Request quota" : "Set the maximum of instances to \(allowed) or fewer, or request quota"
            return Problem(
                .quotaExceeded, "Not enough GPU quota",
                detail: "\(quota): \(requested) requested, \(allowed) allowed in this region",
                fix: "\(advice) at https://g.co/cloudrun/gpu-quota."
            )
        }
        guard text.contains("exceeded its quota limit") || text.contains("Quota exceeded") else { return nil }
        return Problem(
            .quotaExceeded, "Quota exceeded", detail: text,
            fix: "Request quota at https://g.co/cloudrun/gpu-quota, or deploy in another region."
        )
    }

    private struct Entry {
        var code: Problem.Code
        var title: String
        var fix: String
    }

    /// Google's words without the links and the reading matter after them.
    private static func words(of message: String) -> String {
        message.split(separator: "\n\nLogs URL:", maxSplits: 1).first.map(String.init) ?? message
    }

    /// A text without what is quoted in it and without the service's name: either may have any word in it.
    private static func bare(_ text: String, of id: ServiceID) -> String {
        text.replacing(/'[^']*'/, with: "").replacing(id.name, with: "")
    }

    private static let noSecret = Entry(
        code: .notFound, title: "A secret does not exist",
        fix: "Create it (gcloud secrets create NAME --data-file=-), or name another: --secret VARIABLE=NAME[:VERSION]."
    )

    private static func textEntry(of message: String) -> Entry? {
        let lower = message.lowercased()
        let clues: [(String, String)] = [
            ("failed to start and listen on the port", "HEALTH_CHECK_CONTAINER_ERROR"),
            ("startup probe", "HEALTH_CHECK_CONTAINER_ERROR"),
            ("out-of-memory", "OUT_OF_MEMORY"),
            ("memory limit", "OUT_OF_MEMORY"),
            ("secret", "SECRETS_ACCESS_CHECK_FAILED"),
            ("vpc network", "VPC_NETWORK_NOT_FOUND"),
            ("minimum number of instances", "MIN_INSTANCES_NOT_PROVISIONED"),
            ("must have permission to read the image", "CONTAINER_IMAGE_UNAUTHORIZED"),
            ("image", "CONTAINER_MISSING"),
            ("permission", "PERMISSION_DENIED"),
        ]
        return clues.first { lower.contains($0.0) }.flatMap { table[$0.1] }
    }

    private static let table: [String: Entry] = [
        "HEALTH_CHECK_CONTAINER_ERROR": Entry(
            code: .engineFailed, title: "The engine did not start",
            fix: "Read the logs: the engine's last lines say why (a model that does not fit, an unknown flag, a file "
                + "that is missing). When it was still loading, choose a faster loader or a smaller model."
        ),
        "OUT_OF_MEMORY": Entry(
            code: .engineFailed, title: "The container ran out of memory",
            fix: "Deploy again with more memory, or with the loader stream."
        ),
        "CONTAINER_MISSING": Entry(
            code: .deployFailed, title: "The image was not found",
            fix: "Check the image's name and tag; leave it out for the pinned default."
        ),
        "CONTAINER_PERMISSION_DENIED": Entry(
            code: .permissionDenied, title: "The image may not be read", fix: imageFix
        ),
        "CONTAINER_IMAGE_UNAUTHORIZED": Entry(
            code: .permissionDenied, title: "The image may not be read", fix: imageFix
        ),
        "CONTAINER_IMAGE_AUTHORIZATION_CHECK_FAILED": Entry(
            code: .deployFailed, title: "The right to read the image could not be checked",
            fix: "Deploy again; when it stays, check the image's registry."
        ),
        "PERMISSION_DENIED": Entry(
            code: .permissionDenied, title: "The service account may not do what the service needs",
            fix: "Grant the service's account roles/storage.objectViewer on the bucket, and yourself "
                + "roles/iam.serviceAccountUser on the account."
        ),
        "SECRETS_ACCESS_CHECK_FAILED": Entry(
            code: .permissionDenied, title: "A secret may not be read",
            fix: "Grant the service's account roles/secretmanager.secretAccessor on the secret."
        ),
        "ENCRYPTION_KEY_PERMISSION_DENIED": Entry(
            code: .permissionDenied, title: "The encryption key may not be used",
            fix: "Grant Cloud Run's service agent roles/cloudkms.cryptoKeyEncrypterDecrypter on the key."
        ),
        "ENCRYPTION_KEY_CHECK_FAILED": Entry(
            code: .deployFailed, title: "The encryption key could not be checked",
            fix: "Check that the key exists and is enabled, then deploy again."
        ),
        "VPC_NETWORK_NOT_FOUND": Entry(
            code: .notFound, title: "The network was not found",
            fix:
                "Check network and subnetwork: both must be in the project (or its host project) and the service's region."
        ),
        "PROGRESS_DEADLINE_EXCEEDED": Entry(
            code: .timedOut, title: "The rollout took too long",
            fix: "Read the logs; deploy again in a region with free GPUs, or with a faster loader."
        ),
        "MIN_INSTANCES_NOT_PROVISIONED": Entry(
            code: .deployFailed, title: "The minimum of instances could not be started",
            fix: "Set the minimum to 0, request quota, or deploy in another region."
        ),
        "ACTIVE_REVISION_LIMIT_REACHED": Entry(
            code: .deployFailed, title: "Too many active revisions", fix: "Delete revisions that get no traffic."
        ),
        "RESERVE": Entry(
            code: .quotaExceeded, title: "No GPU is free",
            fix: "Deploy in another region, without zonal redundancy, or try again later."
        ),
        "INTERNAL": Entry(
            code: .unavailable, title: "Cloud Run had an internal error", fix: "Deploy again in some minutes."
        ),
    ]

    private static let imageFix =
        "Grant Cloud Run's service agent (service-PROJECTNUMBER@serverless-robot-prod.iam.gserviceaccount.com) "
        + "roles/artifactregistry.reader on the image's repository."
}
