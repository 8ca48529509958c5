/// A GPU type that a runtime offers, with Google's own name for it.
package struct Accelerator: Sendable, Hashable, Codable {
    /// `nvidia-l4`, `nvidia-rtx-pro-6000`; `cpu` for none.
    package var name: String
    package var memory: ByteCount
    /// Smallest and recommended host shape on Cloud Run.
    package var minimum: HostShape
    package var recommended: HostShape

    package init(name: String, memory: ByteCount, minimum: HostShape, recommended: HostShape) {
        self.name = name
        self.memory = memory
        self.minimum = minimum
        self.recommended = recommended
    }
}

/// CPU and memory of one instance.
package struct HostShape: Sendable, Hashable, Codable {
    package var cpu: Int
    package var memory: ByteCount

    package init(cpu: Int, memory: ByteCount) {
        self.cpu = cpu
        self.memory = memory
    }
}
