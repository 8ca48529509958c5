import Domain
import Foundation
package import GoogleCloud
import NIOCore
import Outbound

/// The live check's own requests to Google.
package struct GoogleTrial: ProjectTrial {
    private let api: GoogleAPIClient
    /// Between two looks at something that is not yet as it shall be.
    private let pause: Duration

    package init(_ api: GoogleAPIClient, pause: Duration = .seconds(2)) {
        self.api = api
        self.pause = pause
    }

    private var run: CloudRunClient { CloudRunClient(api) }
    private var storage: StorageClient { StorageClient(api) }

    package func validate(_ service: TrialService) async throws {
        try await asking("whether Cloud Run would take a service in \(service.region)") {
            let operation = try await run.createService(
                project: service.project, region: service.region, id: service.name,
                TrialServiceBody(service).value, validateOnly: true)
            if let failure = operation.failure { throw failure }
        }
    }

    package func deploy(_ service: TrialService) async throws -> String {
        try await asking("the service \(service.name)") {
            try await grantReading(service)
            let operation = try await run.createService(
                project: service.project, region: service.region, id: service.name,
                TrialServiceBody(service).value)
            try await finish(operation)
            let made = try await run.service(project: service.project, region: service.region, id: service.name)
            guard let url = made.status.uri else {
                throw GoogleCloudError(.unreadable, message: "the service has no address")
            }
            return url
        }
    }

    package func ask(_ service: TrialService, at url: String) async throws -> String {
        try await asking("an answer of \(service.name)") {
            let body = #"{"model":"\#(service.model ?? "")","prompt":"Say hello.","stream":false}"#
            var request = OutboundRequest(
                .post, url + "/api/generate", headers: ["Content-Type": "application/json"],
                body: .bytes(ByteBuffer(string: body)),
                timeouts: OutboundTimeouts(head: .seconds(300), stall: nil, total: .seconds(300)))
            if let tokens = api.tokens {
                request.headers["Authorization"] = "Bearer \(try await tokens.idToken(audience: url))"
            }
            let response = try await api.outbound.send(request)
            let answer = String(buffer: try await response.collect(upTo: 1 << 20))
            struct Answer: Decodable { var response: String? }
            let text = (try? JSONDecoder().decode(Answer.self, from: Data(answer.utf8)))?.response ?? ""
            guard response.isSuccess, !text.isEmpty else {
                throw Problem(
                    .engineFailed, "The service did not answer",
                    detail: "HTTP \(response.status): \(answer.prefix(200))",
                    fix: "Look into its logs; calling a private service takes roles/run.invoker.")
            }
            return text
        }
    }

    package func remove(_ service: TrialService) async throws {
        try await asking("deleting the service \(service.name)") {
            do {
                try await finish(
                    try await run.deleteService(project: service.project, region: service.region, id: service.name))
            } catch let error as GoogleCloudError where error.code == .notFound { return }
        }
    }

    package func removeBucket(_ name: String) async throws {
        try await asking("deleting the bucket \(name)") {
            // An import that was stopped may write a last object while we delete: looked at again, five times.
            for _ in 0..<5 {
                do {
                    for object in try await storage.allObjects(name, prefix: "") {
                        try await storage.deleteObject(name, object.name)
                    }
                    try await storage.deleteBucket(name)
                    _ = try await storage.bucket(name)
                } catch let error as GoogleCloudError where error.code == .notFound {
                    return
                } catch let error as GoogleCloudError where error.code == .alreadyExists || error.code == .aborted {
                    // 409: not empty any more.
                }
                try await Task.sleep(for: pause)
            }
            throw Problem(.conflict, "The bucket is not empty", detail: "\(name) was written to while it was deleted")
        }
    }

    /// The default account of services, which no one has let read this bucket yet.
    private func grantReading(_ service: TrialService) async throws {
        let number = try await ResourceManagerClient(api).project(service.project).number
        var policy = try await storage.bucketPolicy(service.bucket)
        policy.grant(
            "roles/storage.objectViewer", to: "serviceAccount:\(number)-compute@developer.gserviceaccount.com")
        _ = try await storage.setBucketPolicy(service.bucket, policy)
    }

    private func finish(_ operation: LongRunningOperation) async throws {
        var operation = operation
        while !operation.isDone {
            try await Task.sleep(for: pause)
            operation = try await run.operation(operation.name)
        }
        if let failure = operation.failure { throw failure }
    }

    private func asking<Answer: Sendable>(_ what: String, _ call: () async throws -> Answer) async throws -> Answer {
        do {
            return try await call()
        } catch let error as CancellationError {
            throw error
        } catch {
            throw Problem(google: error, doing: what)
        }
    }
}
