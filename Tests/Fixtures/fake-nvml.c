/* A stand-in for NVIDIA's management library, after nvml.h (12.x). Built by the tests, with the cards and the mood that
   macros choose. It is as strict as the real one: nothing works before nvmlInit_v2, buffers that are too small are
   refused, handles must be its own, and nvmlDeviceGetCount_v2 counts devices that may not be opened, too.

   NO_DRIVER      nvmlInit_v2 says Driver Not Loaded          MISMATCH  … Driver/library version mismatch
   NO_DEVICES     no card                                     FORBIDDEN the first card may not be opened
   LOST           the second card has fallen off the bus      SHARED    the first card has no memory of its own
   MANY=n         the first card has n programs               OLD       only the second version of the programs' list */
#include <string.h>

typedef struct { unsigned long long total, free, used; } nvmlMemory_t;
typedef struct { unsigned int gpu, memory; } nvmlUtilization_t;
typedef struct {
    unsigned int pid;
    unsigned long long usedGpuMemory;
    unsigned int gpuInstanceId, computeInstanceId;
} nvmlProcessInfo_t;
typedef struct card card;
struct card { const char *name, *uuid; unsigned gib, used, busy, degrees; };
typedef card *nvmlDevice_t;

enum {
    SUCCESS = 0, UNINITIALIZED = 1, INVALID_ARGUMENT = 2, NOT_SUPPORTED = 3, NO_PERMISSION = 4, INSUFFICIENT_SIZE = 7,
    DRIVER_NOT_LOADED = 9, GPU_IS_LOST = 15, LIB_RM_VERSION_MISMATCH = 18
};

#ifndef MANY
#define MANY 2
#endif
static card cards[] = {{"NVIDIA L4", "GPU-aaaa", 24, 4, 37, 61}, {"NVIDIA RTX A2000", "GPU-bbbb", 12, 1, 0, 45}};
static int users;

static int valid(nvmlDevice_t device) { return device == &cards[0] || device == &cards[1]; }
static int ready(nvmlDevice_t device, const void *out) {
    return !users ? UNINITIALIZED : !valid(device) || !out ? INVALID_ARGUMENT : SUCCESS;
}
static int text(const char *from, char *to, unsigned size) {
    if (strlen(from) + 1 > size) return INSUFFICIENT_SIZE;
    strcpy(to, from);
    return SUCCESS;
}

int nvmlInit_v2(void) {
#if defined NO_DRIVER
    return DRIVER_NOT_LOADED;
#elif defined MISMATCH
    return LIB_RM_VERSION_MISMATCH;
#else
    users++;
    return SUCCESS;
#endif
}
int nvmlShutdown(void) { return users ? (users--, SUCCESS) : UNINITIALIZED; }
const char *nvmlErrorString(int status) {
    switch (status) {
    case SUCCESS: return "The operation was successful";
    case UNINITIALIZED: return "Uninitialized";
    case INVALID_ARGUMENT: return "Invalid Argument";
    case NOT_SUPPORTED: return "Not Supported";
    case NO_PERMISSION: return "Insufficient Permissions";
    case INSUFFICIENT_SIZE: return "Insufficient Size";
    case DRIVER_NOT_LOADED: return "Driver Not Loaded";
    case GPU_IS_LOST: return "GPU is lost";
    case LIB_RM_VERSION_MISMATCH: return "Driver/library version mismatch";
    default: return "Unknown Error";
    }
}
int nvmlSystemGetDriverVersion(char *version, unsigned size) {
    return users ? text("550.54.15", version, size) : UNINITIALIZED;
}
int nvmlDeviceGetCount_v2(unsigned *count) {
    if (!users) return UNINITIALIZED;
#ifdef NO_DEVICES
    *count = 0;
#else
    *count = 2;
#endif
    return SUCCESS;
}
int nvmlDeviceGetHandleByIndex_v2(unsigned index, nvmlDevice_t *device) {
    if (!users) return UNINITIALIZED;
    if (index > 1) return INVALID_ARGUMENT;
#ifdef FORBIDDEN
    if (index == 0) return NO_PERMISSION;
#endif
#ifdef LOST
    if (index == 1) return GPU_IS_LOST;
#endif
    *device = &cards[index];
    return SUCCESS;
}
int nvmlDeviceGetName(nvmlDevice_t device, char *name, unsigned size) {
    int status = ready(device, name);
    return status ? status : text(device->name, name, size);
}
int nvmlDeviceGetUUID(nvmlDevice_t device, char *uuid, unsigned size) {
    int status = ready(device, uuid);
    return status ? status : text(device->uuid, uuid, size);
}
int nvmlDeviceGetMemoryInfo(nvmlDevice_t device, nvmlMemory_t *memory) {
    int status = ready(device, memory);
    if (status) return status;
#ifdef SHARED
    if (device == &cards[0]) return NOT_SUPPORTED;
#endif
    memory->total = (unsigned long long)device->gib << 30;
    memory->used = (unsigned long long)device->used << 30;
    memory->free = memory->total - memory->used;
    return SUCCESS;
}
int nvmlDeviceGetUtilizationRates(nvmlDevice_t device, nvmlUtilization_t *rates) {
    int status = ready(device, rates);
    if (status) return status;
    if (device == &cards[1]) return NOT_SUPPORTED;
    rates->gpu = device->busy;
    rates->memory = 12;
    return SUCCESS;
}
int nvmlDeviceGetTemperature(nvmlDevice_t device, int sensor, unsigned *degrees) {
    int status = ready(device, degrees);
    if (status) return status;
    if (sensor != 0) return INVALID_ARGUMENT;
    *degrees = device->degrees;
    return SUCCESS;
}
static int programs(nvmlDevice_t device, unsigned *count, nvmlProcessInfo_t *found) {
    int status = ready(device, count);
    if (status) return status;
    unsigned there = device == &cards[0] ? MANY : 0, room = *count;
    *count = there;
    if (there > room) return INSUFFICIENT_SIZE;
    for (unsigned index = 0; index < there; index++) {
        /* The driver does not tell the memory of a program in another container. */
        unsigned long long used = index == 0 ? 3ULL << 30 : ~0ULL;
        found[index] = (nvmlProcessInfo_t){4242 + 101 * index, used, ~0u, ~0u};
    }
    return SUCCESS;
}
#ifdef OLD
int nvmlDeviceGetComputeRunningProcesses_v2(nvmlDevice_t device, unsigned *count, nvmlProcessInfo_t *found) {
#else
int nvmlDeviceGetComputeRunningProcesses_v3(nvmlDevice_t device, unsigned *count, nvmlProcessInfo_t *found) {
#endif
    return programs(device, count, found);
}
