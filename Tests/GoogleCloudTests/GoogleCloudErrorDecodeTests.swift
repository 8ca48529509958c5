import GoogleCloud
import NIOCore
import Outbound
import Testing

struct GoogleCloudErrorDecodeTests {
    private static func decode(_ status: Int, _ body: String, headers: OutboundHeaders = [:]) -> GoogleCloudError {
        let url = "https://run.googleapis.com/v2/projects/p?secret=1"
        return GoogleCloudError(
            status: status, headers: headers, body: ByteBuffer(string: body), method: .get, url: url)
    }

    private static let disabled = """
        {"error":{"code":403,"message":"Cloud Run is off","status":"PERMISSION_DENIED","details":[
         {"@type":"type.googleapis.com/google.rpc.Help","links":[]},
         {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"SERVICE_DISABLED","domain":"googleapis.com",
          "metadata":{"service":"run.googleapis.com","activationUrl":"https://console.example/enable"}}]}}
        """

    @Test func `a disabled service names itself and its page`() {
        let error = Self.decode(403, Self.disabled)
        #expect(error.code == .serviceDisabled)
        #expect(error.service == "run.googleapis.com")
        #expect(error.activationURL == "https://console.example/enable")
        #expect(!error.isRetryable)
        #expect(error.request == "GET https://run.googleapis.com/v2/projects/p")
    }

    @Test func `a missing permission is named`() {
        let body = """
            {"error":{"code":403,"message":"no","status":"PERMISSION_DENIED","details":[
             {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"IAM_PERMISSION_DENIED",
              "metadata":{"permission":"run.services.create","resource":"projects/p"}}]}}
            """
        let error = Self.decode(403, body)
        #expect(error.code == .permissionDenied)
        #expect(error.permission == "run.services.create")
    }

    @Test func `field violations are kept`() {
        let body = """
            {"error":{"code":400,"message":"bad","status":"INVALID_ARGUMENT","details":[
             {"@type":"type.googleapis.com/google.rpc.BadRequest",
              "fieldViolations":[{"field":"a.b","description":"c"}]}]}}
            """
        let violation = Self.decode(400, body).fieldViolations.first
        #expect(violation?.field == "a.b")
        #expect(violation?.description == "c")
    }

    private static let table: [(status: Int, body: String, code: GoogleCloudError.Code, isRetryable: Bool)] = [
        (404, #"{"error":{"code":404,"message":"m","errors":[{"reason":"notFound"}]}}"#, .notFound, false),
        (
            412, #"{"error":{"code":412,"message":"m","errors":[{"reason":"conditionNotMet"}]}}"#, .conditionNotMet,
            false
        ),
        (403, #"{"error":{"errors":[{"reason":"rateLimitExceeded"}],"message":"m"}}"#, .resourceExhausted, true),
        (403, #"{"error":{"errors":[{"reason":"forbidden"}],"message":"m"}}"#, .permissionDenied, false),
        (403, #"{"error":{"errors":[{"reason":"accessNotConfigured"}],"message":"m"}}"#, .serviceDisabled, false),
        (409, #"{"error":{"code":409,"status":"ABORTED","message":"m"}}"#, .aborted, false),
        (409, #"{"error":{"code":409,"status":"ALREADY_EXISTS","message":"m"}}"#, .alreadyExists, false),
        (429, #"[{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"m"}}]"#, .resourceExhausted, true),
        (400, #"{"error":"invalid_grant","error_description":"Token has been revoked."}"#, .tokenRefused, false),
        (400, #"{"error":"server_error"}"#, .invalidArgument, true),
        (404, "<?xml version='1.0'?><Error><Code>NoSuchUpload</Code><Message>gone</Message></Error>", .notFound, false),
        (412, "<Error><Code>PreconditionFailed</Code><Message>x</Message></Error>", .conditionNotMet, false),
        (502, "<html>Bad Gateway</html>", .unavailable, true),
        (503, "", .unavailable, true),
        (413, "Request Entity Too Large", .invalidArgument, false),
        (500, #"{"error":{"code":500,"status":"INTERNAL"}}"#, .internal, true),
    ]

    @Test(arguments: table)
    func `every form of error is read`(
        status: Int, body: String, code: GoogleCloudError.Code, isRetryable: Bool
    ) {
        let error = Self.decode(status, body)
        #expect(error.code == code)
        #expect(error.isRetryable == isRetryable)
        #expect(error.httpStatus == status)
    }

    @Test func `RetryInfo and Retry-After say how long to wait`() {
        let body = #"{"error":{"code":429,"details":[{"@type":"x/google.rpc.RetryInfo","retryDelay":"2.5s"}]}}"#
        #expect(Self.decode(429, body).retryAfter == .seconds(2.5))
        #expect(Self.decode(429, body, headers: ["Retry-After": "4"]).retryAfter == .seconds(4))
    }
}
