package import Domain

/// The memory of the instance itself: what the engine's process and the loader need beside the GPU's.
///
/// On Cloud Run everything that is written to a local file system and every page that is cached of a mounted bucket
/// counts as memory of the instance.
package struct HostMemory: Sendable, Hashable {
    /// Python, torch and the CUDA libraries of vLLM; Ollama is one small program. Rules of thumb.
    static let process: [EngineKind: ByteCount] = [.vllm: .gib(6), .ollama: .gib(2)]
    /// What the streamer may hold at a time: set as `RUNAI_STREAMER_MEMORY_LIMIT`.
    package static let streamBuffer = ByteCount.gib(5)
    /// Pages of the mounted bucket that are being read; what is read is given up when memory is short.
    static let pageCache = ByteCount.gib(4)
    /// Buffers of the copying processes.
    static let copyBuffers = ByteCount.mib(512)

    package var need: ByteCount
    /// Of ``need``, the file system in memory that the loader ``Loader/copy`` fills.
    package var volume: ByteCount?
    package var lines: [PlanLine]

    /// - Parameter files: bytes of all files that a copy brings.
    package init(loader: Loader, engine: EngineKind, files: ByteCount, fit: MemoryFit, accelerator: Accelerator) {
        var lines: [PlanLine] = []
        var need = ByteCount(0)
        if accelerator.isCPU {
            need = fit.total
            lines.append(
                PlanLine("engine", fit.total.binaryText, "weights, cache and process, all in the instance's memory"))
        } else {
            need = Self.process[engine] ?? .gib(4)
            lines.append(PlanLine("engine process", need.binaryText, "a rule of thumb"))
        }
        switch loader {
        case .mount:
            let pages = min(Self.pageCache, max(.mib(256), files))
            need = need + pages
            lines.append(PlanLine("page cache of the mount", pages.binaryText, "what is being read of the bucket"))
        case .stream:
            need = need + Self.streamBuffer
            lines.append(
                PlanLine("streamer's buffer", Self.streamBuffer.binaryText, "RUNAI_STREAMER_MEMORY_LIMIT"))
        case .copy:
            let size = ByteCount(files.bytes + files.bytes / 50).roundedUpToGib
            volume = size
            need = need + size + Self.copyBuffers
            lines.append(
                PlanLine("copy of the model", size.binaryText, "\(files.binaryText) of files + 2 %, in whole GiB"))
            lines.append(
                PlanLine("copy buffers", Self.copyBuffers.binaryText, "16 processes × 16 MiB, and the pages they read"))
        case .directory: break
        }
        lines.append(PlanLine("memory needed", need.binaryText, ""))
        self.need = need
        self.lines = lines
    }
}
