import HTTPTypes
import Hummingbird
import NIOCore

/// Errors of the XML API. The reason is the XML code.
extension GoogleError {
    static var noSuchUpload: GoogleError {
        GoogleError(
            .notFound, "NOT_FOUND",
            "The specified multipart upload does not exist. The upload ID might be invalid, or the multipart upload "
                + "might have been aborted or completed.",
            reason: "NoSuchUpload"
        )
    }

    static var invalidPart: GoogleError {
        GoogleError(
            .badRequest, "INVALID_ARGUMENT",
            "One or more of the specified parts could not be found. The part might not have been uploaded, or the "
                + "specified entity tag might not have matched the part's entity tag.",
            reason: "InvalidPart"
        )
    }

    static var invalidPartOrder: GoogleError {
        GoogleError(
            .badRequest, "INVALID_ARGUMENT",
            "The list of parts was not in ascending order. The parts list must be specified in order by part number.",
            reason: "InvalidPartOrder"
        )
    }

    static var entityTooSmall: GoogleError {
        GoogleError(
            .badRequest, "INVALID_ARGUMENT", "Your proposed upload is smaller than the minimum allowed object size.",
            reason: "EntityTooSmall"
        )
    }

    static func malformedXML(_ detail: String) -> GoogleError {
        GoogleError(
            .badRequest, "INVALID_ARGUMENT",
            "The XML you provided was not well-formed or did not validate against our published schema: \(detail)",
            reason: "MalformedXML"
        )
    }

    static func invalidXMLArgument(_ message: String) -> GoogleError {
        GoogleError(.badRequest, "INVALID_ARGUMENT", message, reason: "InvalidArgument")
    }

    /// The answer in the XML API's shape; JSON reasons become the codes that XML has for them.
    var xmlResponse: Response {
        let codes: [String: String] = [
            "conditionNotMet": "PreconditionFailed", "rateLimitExceeded": "SlowDown", "forbidden": "AccessDenied",
            "required": "AuthenticationRequired", "authError": "AuthenticationRequired", "invalid": "InvalidArgument",
            "backendError": "ServiceUnavailable", "conflict": "BucketNotEmpty",
        ]
        var name = codes[reason] ?? reason
        if reason == "notFound" { name = message.hasPrefix("No such object") ? "NoSuchKey" : "NoSuchBucket" }
        if reason == "invalid", message.contains("hash") { name = "BadDigest" }
        let body =
            "<?xml version='1.0' encoding='UTF-8'?><Error><Code>\(name)</Code><Message>\(XMLText.escape(message))"
            + "</Message></Error>"
        var headers = self.headers
        headers[.contentType] = "application/xml; charset=UTF-8"
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: body)))
    }
}
