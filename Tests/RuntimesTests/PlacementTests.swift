import Domain
import Serving
import Testing

@testable import Runtimes

@Suite struct PlacementTests {
    private static let host = AcceleratorCatalog.cpu(memory: .gib(64), cores: 16)

    private static func device(_ index: Int, total: Int64, free: Int64, _ processes: [DeviceProcess] = []) -> Device {
        Device(
            index: index, uuid: "GPU-\(index)", name: "NVIDIA L4", memory: .gib(total), free: .gib(free),
            processes: processes
        )
    }

    private static func claim(_ name: String, on index: Int, reserved: Int64, pids: Set<Int>, runs: Bool = true) throws
        -> Placement.Claim
    {
        Placement.Claim(
            service: try ServiceID(region: "local", name: name), uuid: "GPU-\(index)", reserved: .gib(reserved),
            pids: pids, isRunning: runs
        )
    }

    @Test func `an engine that still loads holds what it was planned with`() throws {
        let device = Self.device(0, total: 24, free: 22, [DeviceProcess(pid: 7, memory: .gib(2))])
        let placement = Placement(
            devices: [device], claims: [try Self.claim("a", on: 0, reserved: 10, pids: [7])]
        )
        #expect(placement.room(on: device, besides: nil) == .gib(14))
    }

    @Test func `a service that is replaced gives back what it holds`() throws {
        let device = Self.device(0, total: 24, free: 14, [DeviceProcess(pid: 7, memory: .gib(10))])
        let claim = try Self.claim("a", on: 0, reserved: 10, pids: [7])
        let placement = Placement(devices: [device], claims: [claim])
        #expect(placement.room(on: device, besides: claim.service) == .gib(24))
    }

    @Test func `an engine that sleeps holds nothing`() throws {
        let device = Self.device(0, total: 24, free: 24)
        let placement = Placement(
            devices: [device], claims: [try Self.claim("a", on: 0, reserved: 10, pids: [], runs: false)]
        )
        #expect(placement.room(on: device, besides: nil) == .gib(24))
    }

    @Test func `the card with the least room comes first`() {
        let placement = Placement(
            devices: [Self.device(0, total: 24, free: 20), Self.device(1, total: 24, free: 6)], claims: []
        )
        let names = placement.accelerators(besides: nil, host: Self.host).map(\.name)
        #expect(names == ["gpu1", "gpu0"])
    }

    @Test func `a refusal says who holds the memory`() throws {
        let device = Self.device(0, total: 24, free: 12, [DeviceProcess(pid: 7, memory: .gib(8))])
        let placement = Placement(
            devices: [device],
            claims: [
                try Self.claim("a", on: 0, reserved: 8, pids: [7]), try Self.claim("b", on: 0, reserved: 5, pids: []),
            ]
        )
        #expect(
            placement.arithmetic(of: device, besides: nil)
                == "gpu0 (NVIDIA L4): 24.0 GiB − a 8.0 GiB + b 5.0 GiB (5.0 GiB of it reserved) + other programs 4.0 GiB "
                + "= 7.0 GiB left"
        )
    }
}
