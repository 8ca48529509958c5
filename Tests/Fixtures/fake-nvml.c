/* A stand-in for NVIDIA's management library: two cards, as NVML_FAKE says. Built by the tests. */
#include <stdlib.h>
#include <string.h>

typedef struct { unsigned long long total, free, used; } memory_t;
typedef struct { unsigned int gpu, memory; } rates_t;
typedef struct { unsigned int pid; unsigned long long used; unsigned int instance, compute; } process_t;

static int mode(const char *word) {
    const char *set = getenv("NVML_FAKE");
    return set && strcmp(set, word) == 0;
}

int nvmlInit_v2(void) {
#ifdef NO_DRIVER
    return 9;
#else
    return 0;
#endif
}
int nvmlShutdown(void) { return 0; }
const char *nvmlErrorString(int status) { return status == 9 ? "Driver Not Loaded" : "Unknown Error"; }
int nvmlSystemGetDriverVersion(char *text, unsigned size) { strncpy(text, "550.54.15", size); return 0; }
int nvmlDeviceGetCount_v2(unsigned *count) { *count = 2; return 0; }
int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **device) { *device = (void *)(long)(index + 1); return 0; }
int nvmlDeviceGetName(void *device, char *text, unsigned size) {
    strncpy(text, (long)device == 1 ? "NVIDIA L4" : "NVIDIA RTX A2000", size);
    return 0;
}
int nvmlDeviceGetUUID(void *device, char *text, unsigned size) {
    strncpy(text, (long)device == 1 ? "GPU-aaaa" : "GPU-bbbb", size);
    return 0;
}
int nvmlDeviceGetMemoryInfo(void *device, memory_t *memory) {
    unsigned long long gib = 1ULL << 30;
    memory->total = (long)device == 1 ? 24 * gib : 12 * gib;
    memory->used = (long)device == 1 ? 4 * gib : 1 * gib;
    memory->free = memory->total - memory->used;
    return 0;
}
int nvmlDeviceGetUtilizationRates(void *device, rates_t *rates) {
    if ((long)device == 2) return 3; /* not supported */
    rates->gpu = 37;
    return 0;
}
int nvmlDeviceGetTemperature(void *device, int sensor, unsigned *degrees) {
    (void)sensor;
    *degrees = (long)device == 1 ? 61 : 45;
    return 0;
}
int nvmlDeviceGetComputeRunningProcesses_v3(void *device, unsigned *count, process_t *found) {
    if ((long)device == 2) { *count = 0; return 0; }
    *count = 2;
    found[0] = (process_t){4242, 3ULL << 30, 0, 0};
    found[1] = (process_t){4343, ~0ULL, 0, 0};
    return mode("denied") ? 4 : 0;
}
