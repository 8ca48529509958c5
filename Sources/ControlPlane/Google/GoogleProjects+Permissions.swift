import Domain
import GoogleCloud

extension GoogleProjects {
    package func granted(_ permissions: [String], on project: String) async throws -> PermissionAnswer {
        try await asking("your permissions on \(project)") {
            let wanted = Array(Set(permissions)).sorted()
            do {
                return PermissionAnswer(granted: try await test(wanted, on: project))
            } catch let error as GoogleCloudError where error.code == .invalidArgument {
                // Either Google does not know one of them, or it does not take the project: one that every project
                // knows tells which.
                _ = try await test(["resourcemanager.projects.get"], on: project)
                return try await sorted(wanted, on: project, after: error)
            }
        }
    }

    /// Finds the permissions that spoil the call: those that the refusal names, else by halves.
    private func sorted(
        _ permissions: [String], on project: String, after error: GoogleCloudError
    ) async throws -> PermissionAnswer {
        let named = permissions.filter { Self.words(error.message).contains($0) }
        if permissions.count == 1 || named.count == permissions.count {
            return PermissionAnswer(
                granted: [], unknown: Dictionary(permissions.map { ($0, error.message) }) { first, _ in first }
            )
        }
        var answer = PermissionAnswer(granted: [])
        let parts: [[String]]
        if named.isEmpty {
            let half = permissions.count / 2
            parts = [Array(permissions[..<half]), Array(permissions[half...])]
        } else {
            for permission in named { answer.unknown[permission] = error.message }
            parts = [permissions.filter { !named.contains($0) }]
        }
        for part in parts {
            do {
                answer.granted.formUnion(try await test(part, on: project))
            } catch let error as GoogleCloudError where error.code == .invalidArgument {
                let rest = try await sorted(part, on: project, after: error)
                answer.granted.formUnion(rest.granted)
                answer.unknown.merge(rest.unknown) { first, _ in first }
            }
        }
        return answer
    }

    private func test(_ permissions: [String], on project: String) async throws -> Set<String> {
        try await ResourceManagerClient(api).testPermissions(project, permissions)
    }

    private static func words(_ text: String) -> Set<String> {
        Set(
            text.split { !($0.isLetter || $0.isNumber || $0 == "." || $0 == "_") }
                .map { String($0.hasSuffix(".") ? $0.dropLast() : $0) }
        )
    }

    package func granted(_ permissions: [String], onBucket bucket: String) async throws -> Set<String> {
        try await asking("your permissions on the bucket \(bucket)") {
            try await StorageClient(api).testBucketPermissions(bucket, permissions)
        }
    }

    package func granted(_ permissions: [String], onServiceAccount email: String) async throws -> Set<String> {
        try await asking("your permissions on the service account \(email)") {
            try await IAMClient(api).testPermissions(email: email, permissions)
        }
    }

    package func grants(onBucket bucket: String) async throws -> [GrantFact] {
        try await asking("the policy of the bucket \(bucket)") {
            Self.grants(try await StorageClient(api).bucketPolicy(bucket))
        }
    }

    package func grants(onProject project: String) async throws -> [GrantFact] {
        try await asking("the policy of \(project)") {
            Self.grants(try await ResourceManagerClient(api).policy(project))
        }
    }

    private static func grants(_ policy: Policy) -> [GrantFact] {
        (policy.bindings ?? []).flatMap { binding in
            let condition = binding.condition.map { $0.title ?? $0.expression ?? "a condition" }
            return (binding.members ?? []).map {
                GrantFact(role: binding.role, member: $0, condition: condition)
            }
        }
    }
}
