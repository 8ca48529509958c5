// CRC-32C (Castagnoli) by the processor's own instructions: Swift has no intrinsics for them.
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)

/// Whether `crc32c_hardware_update` may be called on this machine.
static inline int crc32c_hardware_available(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("sse4.2") != 0 && __builtin_cpu_supports("pclmul") != 0;
}

#define CRC32C_TARGET __attribute__((target("sse4.2,pclmul")))

typedef long long crc32c_vector __attribute__((vector_size(16)));

/// `crc` as it is after so many zero bytes as `constant` stands for: x^(8 * bytes - 33) modulo the polynomial, its
/// bits reversed. The product of two reversed numbers is one power too high, and the instruction reduces it by 32.
CRC32C_TARGET
static inline uint64_t crc32c_shift(uint64_t crc, uint64_t constant) {
    crc32c_vector a = { (long long)crc, 0 };
    crc32c_vector b = { (long long)constant, 0 };
    crc32c_vector product = __builtin_ia32_pclmulqdq128(a, b, 0);
    return __builtin_ia32_crc32di(0, (uint64_t)product[0]);
}

/// Three lanes of `words` 64-bit words each, at the same time: the instruction takes three cycles and starts every cycle.
///
/// `one` and `two` stand for the length of one lane and of two (see `crc32c_shift`).
CRC32C_TARGET
static inline uint64_t crc32c_three_lanes(
    uint64_t crc, const unsigned char *p, size_t words, uint64_t one, uint64_t two
) {
    uint64_t a = crc, b = 0, c = 0;
    const unsigned char *q = p + 8 * words, *r = q + 8 * words;
    for (size_t i = 0; i < words; i++) {
        uint64_t x, y, z;
        memcpy(&x, p + 8 * i, 8);
        memcpy(&y, q + 8 * i, 8);
        memcpy(&z, r + 8 * i, 8);
        a = __builtin_ia32_crc32di(a, x);
        b = __builtin_ia32_crc32di(b, y);
        c = __builtin_ia32_crc32di(c, z);
    }
    return crc32c_shift(a, two) ^ crc32c_shift(b, one) ^ c;
}

/// The inner register of the sum (not complemented) after `count` more bytes.
CRC32C_TARGET
static inline uint32_t crc32c_hardware_update(uint32_t crc, const void *bytes, size_t count) {
    const unsigned char *p = (const unsigned char *)bytes;
    uint64_t sum = crc;
    for (; count >= 3 * 4096; p += 3 * 4096, count -= 3 * 4096) {
        sum = crc32c_three_lanes(sum, p, 4096 / 8, 0x82f89c77, 0x54a86326);
    }
    for (; count >= 3 * 256; p += 3 * 256, count -= 3 * 256) {
        sum = crc32c_three_lanes(sum, p, 256 / 8, 0xb9e02b86, 0xdd7e3b0c);
    }
    for (; count >= 8; p += 8, count -= 8) {
        uint64_t word;
        memcpy(&word, p, 8);
        sum = __builtin_ia32_crc32di(sum, word);
    }
    uint32_t rest = (uint32_t)sum;
    for (; count > 0; p++, count--) { rest = __builtin_ia32_crc32qi(rest, *p); }
    return rest;
}

#undef CRC32C_TARGET

#else

static inline int crc32c_hardware_available(void) { return 0; }
static inline uint32_t crc32c_hardware_update(uint32_t crc, const void *bytes, size_t count) {
    (void)bytes; (void)count;
    return crc;
}

#endif
