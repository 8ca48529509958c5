import Foundation

/// What the container device interface knows of NVIDIA's cards: files that `nvidia-ctk cdi generate` writes.
enum ContainerDevices {
    /// Where the specification (CDI 0.6) has programs look.
    private static let folders = ["/etc/cdi", "/var/run/cdi"]

    /// The texts of all descriptions of `nvidia.com/gpu`.
    static func descriptions(root: String = "") -> [String] {
        folders.flatMap { folder in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: root + folder)) ?? []
            return names.filter { name in [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) } }.compactMap {
                name in
                FileManager.default.contents(atPath: "\(root)\(folder)/\(name)")
                    .map { String(decoding: $0, as: UTF8.self) }
            }
        }.filter { $0.contains("nvidia.com/gpu") }
    }

    /// Whether a card may be asked for by its id. Older toolkits name cards by their number only.
    static func isNamed(_ uuid: String, root: String = "") -> Bool {
        descriptions(root: root).contains { $0.contains(uuid) }
    }
}
