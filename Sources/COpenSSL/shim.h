// SHA256_CTX and friends are plain data that can be saved and restored; OpenSSL 3 marks their functions deprecated.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#include <openssl/md5.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/err.h>
#include <openssl/bio.h>
#include <openssl/param_build.h>
#include <openssl/core_names.h>
#include <openssl/core_dispatch.h>

// CRC-32C (Castagnoli) by the processor's own instruction: Swift has no intrinsic for it.
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)

/// Whether `crc32c_hardware_update` may be called on this machine.
static inline int crc32c_hardware_available(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("sse4.2") != 0;
}

/// The inner register of the sum (not complemented) after `count` more bytes.
__attribute__((target("sse4.2")))
static inline uint32_t crc32c_hardware_update(uint32_t crc, const void *bytes, size_t count) {
    const unsigned char *p = (const unsigned char *)bytes;
    uint64_t c = crc;
    uint64_t w[4];
    while (count >= 32) {
        memcpy(w, p, 32);
        c = __builtin_ia32_crc32di(
            __builtin_ia32_crc32di(__builtin_ia32_crc32di(__builtin_ia32_crc32di(c, w[0]), w[1]), w[2]), w[3]);
        p += 32;
        count -= 32;
    }
    uint32_t r = (uint32_t)c;
    while (count > 0) {
        r = __builtin_ia32_crc32qi(r, *p++);
        count--;
    }
    return r;
}

#else

static inline int crc32c_hardware_available(void) { return 0; }
static inline uint32_t crc32c_hardware_update(uint32_t crc, const void *bytes, size_t count) {
    (void)bytes; (void)count;
    return crc;
}

#endif
