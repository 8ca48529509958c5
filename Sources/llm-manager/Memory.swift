import CMalloc

/// How this process asks for memory.
enum Memory {
    /// The buffers of a transfer (256 KiB to some MiB) come from the heap and are used again there.
    ///
    /// Left to itself, or with a low threshold, glibc maps each of them anew and unmaps it when it is freed, and every
    /// page costs a fault: 1,000,000 faults and 1.8 s of processor time for each GiB, measured by `make bench-import`.
    /// Two arenas, because every further one keeps free blocks of its own (mallopt(3)).
    static func keepTransferBuffers() {
        llm_keep_blocks(16 << 20, 64 << 20, 2)
    }
}
