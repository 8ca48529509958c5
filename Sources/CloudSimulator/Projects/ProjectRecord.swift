/// A simulated Google Cloud project.
package struct ProjectRecord: Sendable, Hashable, Codable {
    package let id: String
    package let number: String
    package var displayName: String
    package var parent: String
    package var labels: [String: String]
    /// RFC 3339.
    package var createTime: String
    package var billingAccount: String?
    /// Names such as `run.googleapis.com`.
    package var enabledServices: Set<String>
    /// Permissions that the caller does not have; `prefix.*` stands for all that begin so.
    package var deniedPermissions: Set<String>
    package var policy: IAMPolicy

    /// The project as a resource name with its number, as Google writes consumers.
    package var numericName: String { "projects/\(number)" }

    package func grants(_ permission: String) -> Bool {
        !deniedPermissions.contains { pattern in
            pattern.hasSuffix("*") ? permission.hasPrefix(pattern.dropLast()) : permission == pattern
        }
    }
}
