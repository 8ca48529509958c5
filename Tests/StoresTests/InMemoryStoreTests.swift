import Domain
import TestSupport
import Testing

@Suite struct InMemoryStoreTests {
    @Test(arguments: ObjectStoreConformance.Check.allCases)
    func `the store in memory keeps what every store keeps`(_ check: ObjectStoreConformance.Check) async throws {
        try await ObjectStoreConformance(InMemoryStore()).run(check)
    }

    @Test(arguments: ObjectStoreConformance.Check.allCases)
    func `so does one that takes parts in order`(_ check: ObjectStoreConformance.Check) async throws {
        let capabilities = ObjectStoreCapabilities(
            minimumPartSize: 1 << 10, maximumPartCount: 10_000, secondsBetweenWrites: 0, copies: .bucket,
            uploads: .sequential
        )
        try await ObjectStoreConformance(InMemoryStore(capabilities: capabilities)).run(check)
    }
}
