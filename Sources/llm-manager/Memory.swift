import CMalloc

/// How this process asks for memory.
enum Memory {
    /// Buffers of a transfer go back to the system when they are freed.
    ///
    /// glibc raises its own threshold to the largest freed block (up to 32 MiB) and keeps such blocks in its arenas;
    /// with buffers of changing sizes those fragment, and an import's peak grows with its length: 244 MiB in place of
    /// 155 MiB for 4 GiB, measured by `make demo-memory`. A fixed threshold keeps it flat (mallopt(3)).
    static func returnLargeBlocks() { llm_return_blocks_from(256 << 10) }
}
