package import Domain
package import Importing

/// Tokens that live as long as the import, by its owner's wish.
extension CloudRunJobExecutor {
    /// Seconds that a kept token lives at most: a week and a day, longer than any import of ours.
    private static let longest = 8 * 86_400

    /// Keeps the token of an import that runs in this process.
    func keep(_ token: Secret, for record: ImportRecord) async throws {
        try await calling("keep the token", nil) {
            let vault = ImportTokenVault(project: try Self.project(record.target), api: api)
            _ = try await vault.store(
                token, for: record.plan.importID, readers: [], lifetime: .seconds(Self.longest)
            )
        }
    }

    package func keptToken(_ record: ImportRecord) async throws -> Secret? {
        try await calling("read the kept token", nil) {
            try await ImportTokenVault(project: try Self.project(record.target), api: api).read(record.plan.importID)
        }
    }

    package func forgetToken(_ record: ImportRecord) async throws {
        try await calling("take the kept token away", nil) {
            try await ImportTokenVault(project: try Self.project(record.target), api: api)
                .destroy(record.plan.importID)
        }
    }
}
