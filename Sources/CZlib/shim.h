/* One call of zlib: a whole text as gzip (RFC 1952). */
#include <string.h>
#include <zlib.h>

/* The most that `count` bytes can take. */
static inline size_t llm_gzip_bound(size_t count) { return compressBound(count) + 32; }

/* Writes the bytes as one gzip member without name and time, so that equal bytes give equal answers. 0: it failed. */
static inline size_t llm_gzip(const unsigned char *bytes, size_t count, unsigned char *out, size_t room) {
    z_stream stream;
    memset(&stream, 0, sizeof(stream));
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK) return 0;
    stream.next_in = (unsigned char *)bytes;
    stream.avail_in = (unsigned int)count;
    stream.next_out = out;
    stream.avail_out = (unsigned int)room;
    int result = deflate(&stream, Z_FINISH);
    size_t written = result == Z_STREAM_END ? stream.total_out : 0;
    deflateEnd(&stream);
    return written;
}
