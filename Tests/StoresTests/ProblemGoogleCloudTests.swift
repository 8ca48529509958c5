import CloudSimulator
import Domain
import NIOCore
import Stores
import Testing

/// What Google refuses, in Google's own bodies, told to the person who can mend it.
@Suite struct ProblemGoogleCloudTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var status: Int
        var body: String
        var code: Problem.Code
        /// What the advice must name.
        var fix: String
    }

    private static let project = Domain.Target.project("demo-project")
    private static let link = "https://console.developers.google.com/apis/api/storage.googleapis.com?project=1"

    static let refusals = [
        Refusal(
            testDescription: "a permission, legacy form", status: 403,
            body: """
                {"error": {"code": 403, "message": "me@example.com does not have storage.objects.list access to the \
                Google Cloud Storage bucket. Permission 'storage.objects.list' denied on resource (or it may not exist).",
                "errors": [{"domain": "global", "reason": "forbidden"}]}}
                """,
            code: .permissionDenied, fix: "storage.objects.list"
        ),
        Refusal(
            testDescription: "a permission, XML form", status: 403,
            body: """
                <?xml version='1.0' encoding='UTF-8'?><Error><Code>AccessDenied</Code><Message>Access denied.</Message>\
                <Details>me@example.com does not have storage.multipartUploads.create access.</Details></Error>
                """,
            code: .permissionDenied, fix: "storage.multipartUploads.create"
        ),
        Refusal(
            testDescription: "no billing", status: 403,
            body: """
                {"error": {"code": 403, "message": "The billing account for the owning project is disabled in state \
                absent", "errors": [{"domain": "global", "reason": "accountDisabled", "locationType": "header"}]}}
                """,
            code: .billingDisabled, fix: "https://console.cloud.google.com/billing"
        ),
        Refusal(
            testDescription: "the API is off", status: 403,
            body: """
                {"error": {"code": 403, "status": "PERMISSION_DENIED", "message": "Cloud Storage JSON API has not been \
                used in project 1 before or it is disabled.", "details": [{"reason": "SERVICE_DISABLED", \
                "@type": "type.googleapis.com/google.rpc.ErrorInfo", "domain": "googleapis.com", \
                "metadata": {"service": "storage.googleapis.com", "activationUrl": "\(link)"}}]}}
                """,
            code: .apiDisabled, fix: link
        ),
        Refusal(
            testDescription: "the API is off, legacy form", status: 403,
            body: """
                {"error": {"code": 403, "message": "Access Not Configured.", "errors": [{"domain": "usageLimits", \
                "reason": "accessNotConfigured", "extendedHelp": "\(link)"}]}}
                """,
            code: .apiDisabled, fix: link
        ),
        Refusal(
            testDescription: "bad credentials", status: 401,
            body: #"{"error": {"code": 401, "message": "Invalid Credentials", "errors": [{"reason": "authError"}]}}"#,
            code: .unauthenticated, fix: "gcloud auth application-default login"
        ),
        Refusal(
            testDescription: "no bucket", status: 404,
            body: """
                {"error": {"code": 404, "message": "The specified bucket does not exist.", \
                "errors": [{"domain": "global", "reason": "notFound"}]}}
                """,
            code: .bucketNotFound, fix: "create the bucket"
        ),
    ]

    @Test(arguments: refusals)
    func `a refusal says who can mend it, and how`(_ refusal: Refusal) async throws {
        try await CloudStoreTests.withSimulator { buckets, _, simulator in
            simulator.world.faults.add([
                FaultRule(
                    listener: .storage, count: nil,
                    action: FaultAction(.status, status: refusal.status, body: refusal.body))
            ])
            let store = try buckets.store("models", in: Self.project)
            let calls: [(String, () async throws -> Void)] = [
                ("list", { _ = try await store.list(prefix: "") }),
                ("write", { _ = try await store.write("x", ByteBuffer(), if: .absent, metadata: [:]) }),
                ("begin", { _ = try await store.beginUpload("x", metadata: [:]) }),
            ]
            for (name, call) in calls {
                let problem = await #expect(throws: Problem.self, "\(name)") { try await call() }
                #expect(problem?.code == refusal.code, "\(name)")
                #expect(problem?.fix.contains(refusal.fix) == true, "\(name): \(problem?.fix ?? "none")")
                #expect(problem?.detail.contains("models") == true)
                #expect(problem?.isRetryable == false)
            }
        }
    }

    @Test func `a project that lacks the right to list names it`() async throws {
        try await CloudStoreTests.withSimulator { buckets, _, _ in
            let problem = await #expect(throws: Problem.self) {
                try await buckets.managedBuckets(in: .project("restricted-project"))
            }
            #expect(problem?.code == .permissionDenied)
            #expect(problem?.fix.contains("storage.buckets.list") == true)
        }
    }

    @Test func `a project without billing makes no bucket`() async throws {
        try await CloudStoreTests.withSimulator { buckets, _, _ in
            let problem = await #expect(throws: Problem.self) {
                try await buckets.create("new-models", location: "us-central1", in: .project("bare-project"))
            }
            #expect(problem?.code == .billingDisabled)
        }
    }

    @Test func `what Google said comes first, and no session's address is shown`() async throws {
        let said =
            "Session https://storage.googleapis.com/upload/storage/v1/b/models/o?upload_id=ABPtcPr0secret0session is gone."
        try await CloudStoreTests.withSimulator { buckets, _, simulator in
            simulator.world.faults.add([
                FaultRule(
                    listener: .storage, count: nil,
                    action: FaultAction(
                        .status, status: 400,
                        body: #"{"error": {"code": 400, "message": "\#(said)", "errors": [{"reason": "invalid"}]}}"#))
            ])
            let store = try buckets.store("models", in: Self.project)
            let problem = await #expect(throws: Problem.self) { _ = try await store.list(prefix: "") }
            let detail = problem?.detail ?? ""
            #expect(detail.hasPrefix("Bucket models: Session "))
            #expect(!detail.contains("ABPtcPr0") && detail.contains(SecretMask.mask))
            // The call is named without a host and without what was asked.
            #expect(detail.contains("GET /storage/v1/b/models/o)"), "\(detail)")
        }
    }
}
