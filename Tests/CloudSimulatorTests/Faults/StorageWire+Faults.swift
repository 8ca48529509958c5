import TestSupport
import Testing

@testable import CloudSimulator

extension StorageWire {
    /// The bytes of the object `x`.
    static let faulty = DeterministicBytes.make(300_000)

    /// With the object `x` there, and one fault for the next request that it fits; it must have come.
    static func with(
        _ action: FaultAction, method: String, path: String = "/", _ body: (StorageWire) async throws -> Void
    ) async throws {
        try await with { wire, simulator in
            let range = "0-\(faulty.count - 1)/\(faulty.count)"
            let made = try await wire.put(try await wire.begin("x"), range, faulty)
            try #require(made.status == 200)
            simulator.world.faults.add([FaultRule(listener: .storage, method: method, path: path, action: action)])
            try await body(wire)
            #expect(simulator.world.faults.entries.map(\.fired) == [1])
        }
    }
}
