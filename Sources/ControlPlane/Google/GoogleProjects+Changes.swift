import Domain
import Foundation
import GoogleCloud

extension GoogleProjects {
    package func enable(_ names: [String], in project: String) async throws {
        try await asking("enabling APIs of \(project)") {
            let client = ServiceUsageClient(api)
            // 20 at a time, each all or nothing.
            for start in stride(from: 0, to: names.count, by: 20) {
                let some = Array(names[start..<min(start + 20, names.count)])
                var operation = try await client.batchEnable(project: project, some)
                // What was enabled already answers with an operation that is done and cannot be asked for.
                while !operation.isDone {
                    try await pause(.seconds(1))
                    operation = try await client.operation(operation.name)
                }
                if let failure = operation.failure { throw failure }
            }
        }
    }

    package func openPrivateAccess(of subnetwork: String, in region: String, of project: String) async throws {
        try await asking("Private Google Access of \(subnetwork) in \(region)") {
            let client = ComputeClient(api)
            var operation = try await client.setPrivateGoogleAccess(
                true, project: project, region: region, subnetwork: subnetwork, requestID: UUID().uuidString
            )
            // Each wait is two minutes at most.
            for _ in 0..<5 where !operation.isDone {
                operation = try await client.wait(project: project, region: region, operation: operation.name)
            }
            // A failed operation is an answer of 200.
            if let failure = operation.failure { throw failure }
            guard operation.isDone else {
                throw GoogleCloudError(
                    .deadlineExceeded, message: "the operation \(operation.name) goes on after ten minutes",
                    isRetryable: true
                )
            }
        }
    }

    /// Reads, changes and writes the policy under its etag; begins anew when somebody else wrote meanwhile, and while a
    /// new account is not known yet.
    package func grant(_ role: String, to member: String, onBucket bucket: String) async throws -> Bool {
        try await asking("granting \(role) on the bucket \(bucket)") {
            let client = StorageClient(api)
            var (races, waited) = (0, 0)
            while true {
                var policy = try await client.bucketPolicy(bucket)
                guard !policy.grants(role, to: member) else { return false }
                policy.grant(role, to: member)
                // Conditions of other bindings are lost unless the policy says that it has them.
                policy.version = 3
                do {
                    _ = try await client.setBucketPolicy(bucket, policy)
                    return true
                } catch let error as GoogleCloudError
                    where [.conditionNotMet, .aborted].contains(error.code) && races < 8
                {
                    races += 1
                    try await pause(.milliseconds(200 * races + Int.random(in: 0..<200)))
                } catch let error as GoogleCloudError
                    where error.code == .invalidArgument && error.message.contains("does not exist")
                    && waited < Self.propagation
                {
                    waited += 3
                    try await pause(.seconds(3))
                }
            }
        }
    }
}
