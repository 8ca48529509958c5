/* Preloaded into a program, it notes what the program asks of the file system below POWER_CUT_ROOT, in order, and ends
 * the program at once at the operation of the number POWER_CUT_AT. scripts/power_cut.py undoes what was not yet on the
 * disk then: data after the last fsync of a file, names after the last fsync of their folder. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long count, limit;
static int log_descriptor = -2;
static char root[4096], backup[4096];

static void begin(void) {
    if (log_descriptor != -2) return;
    const char *path = getenv("POWER_CUT_LOG"), *at = getenv("POWER_CUT_AT");
    snprintf(root, sizeof root, "%s", getenv("POWER_CUT_ROOT") ? getenv("POWER_CUT_ROOT") : "");
    snprintf(backup, sizeof backup, "%s", getenv("POWER_CUT_BACKUP") ? getenv("POWER_CUT_BACKUP") : "");
    limit = at ? atol(at) : 0;
    log_descriptor = path ? (int)syscall(SYS_open, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
}

static int is_ours(const char *path) {
    begin();
    return log_descriptor >= 0 && root[0] && strncmp(path, root, strlen(root)) == 0;
}

/* Called with the lock held, before the operation is done: the cut comes before its effect. */
static void note(const char *line) {
    count++;
    if (limit && count >= limit) syscall(SYS_exit_group, 137);
    char text[9000];
    int size = snprintf(text, sizeof text, "%ld\t%s\n", count, line);
    syscall(SYS_write, log_descriptor, text, (size_t)size);
}

static int named(int descriptor, char *path, size_t size, struct stat *info) {
    begin();
    if (log_descriptor < 0) return 0;
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, size - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return is_ours(path) && fstat(descriptor, info) == 0;
}

#define REAL(name) static __typeof__(name) *real; if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static void dirty(int descriptor) {
    char path[4096], line[8200];
    struct stat info;
    if (!named(descriptor, path, sizeof path, &info) || !S_ISREG(info.st_mode)) return;
    pthread_mutex_lock(&lock);
    snprintf(line, sizeof line, "write\t%lu\t%s", (unsigned long)info.st_ino, path);
    note(line);
    pthread_mutex_unlock(&lock);
}

ssize_t write(int descriptor, const void *bytes, size_t size) {
    REAL(write);
    int kept = errno;
    if (descriptor > 2) dirty(descriptor);
    errno = kept;
    return real(descriptor, bytes, size);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t size, off_t offset) {
    REAL(pwrite);
    dirty(descriptor);
    return real(descriptor, bytes, size, offset);
}

static int synced(int descriptor, int (*real)(int)) {
    char path[4096], line[8200];
    struct stat info;
    int ours = named(descriptor, path, sizeof path, &info);
    int status = real(descriptor);
    if (ours && status == 0) {
        pthread_mutex_lock(&lock);
        snprintf(line, sizeof line, "%s\t%lu\t%ld\t%s", S_ISDIR(info.st_mode) ? "syncdir" : "sync",
            (unsigned long)info.st_ino, (long)info.st_size, path);
        note(line);
        pthread_mutex_unlock(&lock);
    }
    return status;
}

int fsync(int descriptor) {
    REAL(fsync);
    return synced(descriptor, real);
}

int fdatasync(int descriptor) {
    REAL(fdatasync);
    return synced(descriptor, real);
}

/* A second name for what the operation takes away. */
static void keep(const char *path, char *name, size_t size) {
    static long kept;
    snprintf(name, size, "%s/%ld", backup, ++kept);
    if (link(path, name) != 0) snprintf(name, size, "-");
}

int rename(const char *from, const char *to) {
    REAL(rename);
    if (!is_ours(to)) return real(from, to);
    pthread_mutex_lock(&lock);
    char kept[4200], line[16000];
    keep(to, kept, sizeof kept);
    snprintf(line, sizeof line, "rename\t%s\t%s\t%s", from, to, kept);
    note(line);
    int status = real(from, to);
    pthread_mutex_unlock(&lock);
    return status;
}

int unlink(const char *path) {
    REAL(unlink);
    if (!is_ours(path)) return real(path);
    pthread_mutex_lock(&lock);
    char kept[4200], line[8600];
    keep(path, kept, sizeof kept);
    snprintf(line, sizeof line, "unlink\t%s\t%s", path, kept);
    note(line);
    int status = real(path);
    pthread_mutex_unlock(&lock);
    return status;
}
