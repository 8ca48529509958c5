import Domain
import GoogleCloud
import Testing

@testable import Runtimes

@Suite struct CloudRunCauseTests {
    private func problem(_ reason: String, _ message: String = "It failed.") throws -> Problem {
        CloudRunCause.problem(
            condition: ["revisionReason": .string(reason), "message": .string(message)],
            id: try ServiceID(region: "us-central1", name: "m"), startupSeconds: 570
        )
    }

    @Test(arguments: [
        ("HEALTH_CHECK_CONTAINER_ERROR", Problem.Code.engineFailed), ("CONTAINER_MISSING", .deployFailed),
        ("CONTAINER_PERMISSION_DENIED", .permissionDenied), ("CONTAINER_IMAGE_UNAUTHORIZED", .permissionDenied),
        ("SECRETS_ACCESS_CHECK_FAILED", .permissionDenied), ("VPC_NETWORK_NOT_FOUND", .notFound),
        ("PROGRESS_DEADLINE_EXCEEDED", .timedOut), ("SOMETHING_NEW", .deployFailed),
    ])
    func `every reason has a code and a fix, an unknown one keeps Google's words`(
        _ reason: String, _ code: Problem.Code
    ) throws {
        let problem = try problem(reason)
        #expect(problem.code == code)
        #expect(problem.fix != problem.code.fix)
        #expect(problem.detail.contains(reason) && problem.detail.contains("It failed."))
    }

    @Test func `a quota is read from Cloud Run's text`() throws {
        let text =
            "Max instances must be set to 1 or fewer in order to set GPU requirements. Quota violated: "
            + "NvidiaL4GpuAllocNoZonalRedundancyPerProjectRegion requested: 3 allowed: 1"
        let problem = try problem("UNKNOWN", text)
        #expect(problem.code == .quotaExceeded)
        #expect(problem.detail.contains("3 requested, 1 allowed"))
        #expect(problem.fix.contains("https://g.co/cloudrun/gpu-quota") == true)
    }

    @Test func `a failed start says how long the probe waited`() throws {
        #expect(try problem("HEALTH_CHECK_CONTAINER_ERROR").detail.contains("570 s"))
    }
}
