import TestSupport
import Testing

@Suite struct InMemoryStoreTests {
    @Test(arguments: ObjectStoreConformance.Check.allCases)
    func `the store in memory keeps what every store keeps`(_ check: ObjectStoreConformance.Check) async throws {
        try await ObjectStoreConformance(InMemoryStore()).run(check)
    }
}
