import Domain

/// The devices that a service is pinned to, and what it is expected to take of each.
struct DevicePlace: Sendable, Hashable, Codable {
    struct Pinned: Sendable, Hashable, Codable {
        var index: Int
        var uuid: String
    }

    /// Empty on a machine with GPUs: the engine is to see none.
    var devices: [Pinned]
    /// Bytes that it was planned with; counted as taken while the engine has not taken them yet.
    var reserved: ByteCount

    /// CUDA's own order is by speed; ours is the driver's.
    var environment: [String: String] {
        [
            "CUDA_DEVICE_ORDER": "PCI_BUS_ID",
            "CUDA_VISIBLE_DEVICES": devices.map { String($0.index) }.joined(separator: ","),
        ]
    }
}
