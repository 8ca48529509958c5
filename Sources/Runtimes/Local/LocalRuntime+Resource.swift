package import Domain
import Foundation

extension LocalRuntime: ServiceInspection {
    package func resource(_ id: ServiceID) async throws -> ServiceResource {
        let record = try existing(id)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return ServiceResource(
            kind: "Record of the local runtime",
            command: SecretMask.maskedWords(record.recipe.command + record.recipe.arguments),
            environment: record.recipe.environment.sorted { $0.key < $1.key }.map {
                .init(name: $0.key, value: $0.value)
            },
            mounts: record.recipe.mountPath.map { [$0] } ?? [],
            probe: "GET \(record.recipe.healthPath), \(record.recipe.startupSeconds) s at most",
            resource: SecretMask.maskedJSON(String(decoding: try encoder.encode(record.recipe), as: UTF8.self))
        )
    }
}
