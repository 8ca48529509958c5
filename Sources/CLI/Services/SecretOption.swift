import ArgumentParser
import Domain

/// `--secret NAME=SECRET[:VERSION]`: the variable, and the secret that holds its value.
enum SecretOption {
    /// - Throws: `ValidationError`, or `invalid-request` from ``SecretReference``.
    static func references(_ options: [String]) throws -> [String: SecretReference] {
        var found: [String: SecretReference] = [:]
        for option in options {
            let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
                throw ValidationError("--secret takes NAME=SECRET or NAME=SECRET:VERSION, not ‘\(option)’.")
            }
            found[parts[0]] = try SecretReference(parsing: parts[1])
        }
        return found
    }
}
