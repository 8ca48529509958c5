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

    @Test(arguments: [
        ("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 448 MiB", "The GPU's memory is too small"),
        ("Memory limit of 32768 MiB exceeded with 33012 MiB used.", "The container ran out of memory"),
        (
            "ValueError: Model architectures ['X'] are not supported for now.",
            "The engine does not know the model's architecture"
        ),
        (
            "OSError: /gcs/b/x does not appear to have a file named config.json.",
            "The model is not where the engine looks"
        ),
        (
            "STARTUP HTTP probe failed 170 times consecutively for container",
            "The engine was still loading when the startup probe gave up"
        ),
        ("Mounting bucket b at /gcs/b failed: Error 403", "The bucket cannot be read"),
        ("vllm: error: unrecognized arguments: --foo", "The engine does not know an argument"),
    ])
    func `the engine's lines tell the cause, and those that show it are kept`(_ line: String, _ title: String) {
        let finding = EngineLogCause.finding(in: ["first", "Loading shards: 50 %", line, "exit code 1"])
        #expect(finding?.title == title)
        #expect(finding?.lines == ["first", "Loading shards: 50 %", line])
        #expect(finding?.fix.isEmpty == false)
    }

    @Test func `the name of a service or of an image is no clue`() throws {
        for name in ["image-secret", "permission"] {
            let problem = CloudRunCause.problem(
                condition: ["message": .string("Revision '\(name)-00001-abc' of \(name) ended early")],
                id: try ServiceID(region: "us-central1", name: name), startupSeconds: nil)
            #expect(problem.title == "The revision failed")
        }
    }

    @Test func `a secret that is not there is told from one that may not be read`() throws {
        let missing = try problem("SECRETS_ACCESS_CHECK_FAILED", "Secret projects/p/secrets/x was not found.")
        #expect(missing.code == .notFound && missing.fix.contains("gcloud secrets create"))
        #expect(try problem("SECRETS_ACCESS_CHECK_FAILED", "Permission denied on x").code == .permissionDenied)
    }

    @Test func `what Google appends for reading is left out`() throws {
        let text = "It failed.\n\nLogs URL: https://console.cloud.google.com/logs/viewer?project=p\nFor more, see"
        #expect(try !problem("HEALTH_CHECK_CONTAINER_ERROR", text).detail.contains("https://"))
    }

    @Test func `a failed start says how long the probe waited`() throws {
        #expect(try problem("HEALTH_CHECK_CONTAINER_ERROR").detail.contains("570 s"))
    }
}
