// mallopt(3) is not in Swift's Glibc module. Elsewhere than on glibc there is nothing to set.
#if defined(__linux__)
#include <malloc.h>
static inline void llm_return_blocks_from(int bytes) { mallopt(M_MMAP_THRESHOLD, bytes); }
#else
static inline void llm_return_blocks_from(int bytes) { (void)bytes; }
#endif
