import HTTPTypes

extension GoogleError {
    /// 412 as Storage says it.
    static var conditionNotMet: GoogleError {
        var error = GoogleError(
            .preconditionFailed,
            "FAILED_PRECONDITION",
            "At least one of the pre-conditions you specified did not hold.",
            reason: "conditionNotMet"
        )
        error.location = ("If-Match", "header")
        return error
    }

    static func noSuchObject(_ bucket: String, _ name: String) -> GoogleError {
        .notFound("No such object: \(bucket)/\(name)")
    }

    static var noSuchBucket: GoogleError { .notFound("The specified bucket does not exist.") }

    static var objectRateLimit: GoogleError {
        .resourceExhausted(
            "The object exceeded the rate limit for object mutation operations (create, update, and delete). Please "
                + "reduce your request rate. See https://cloud.google.com/storage/docs/gcs429."
        )
    }

    /// 403 as Storage words it: the caller, the permission, the resource.
    static func storageDenied(_ caller: String?, _ permission: String) -> GoogleError {
        let who = caller ?? "Anonymous caller"
        let kind = permission.contains(".objects.") ? "object" : "bucket"
        return GoogleError(
            .forbidden,
            "PERMISSION_DENIED",
            "\(who) does not have \(permission) access to the Google Cloud Storage \(kind). "
                + "Permission '\(permission)' denied on resource (or it may not exist).",
            reason: "forbidden"
        )
    }
}
