// mallopt(3) and malloc_trim(3) are not in Swift's Glibc module. Elsewhere than on glibc there is nothing to set.
#if defined(__linux__)
#include <malloc.h>
/// Blocks below `below` bytes come from the heap, which keeps up to `kept` free bytes at its end; `arenas` heaps.
static inline void llm_keep_blocks(int below, int kept, int arenas) {
    mallopt(M_MMAP_THRESHOLD, below);
    mallopt(M_TRIM_THRESHOLD, kept);
    mallopt(M_ARENA_MAX, arenas);
}
/// Gives free pages of the heaps back to the system.
static inline void llm_trim(void) { malloc_trim(0); }
#else
static inline void llm_keep_blocks(int below, int kept, int arenas) { (void)below; (void)kept; (void)arenas; }
static inline void llm_trim(void) {}
#endif
