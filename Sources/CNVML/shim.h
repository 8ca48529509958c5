// NVIDIA's management library, opened at run time: there is nothing to link with, and nothing to install for a build.
// Names, numbers and layouts are those of NVML's public API (nvml.h), version 2 entry points.
#ifndef LLM_NVML_H
#define LLM_NVML_H
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

enum { LLM_GPU_PROCESSES = 64, LLM_GPU_TEXT = 96 };

/// A value that the driver does not tell.
#define LLM_GPU_UNKNOWN (~0ULL)

typedef struct {
    char name[LLM_GPU_TEXT];
    char uuid[LLM_GPU_TEXT];
    unsigned long long total, free;
    /// Whether it has no memory of its own (NVML_ERROR_NOT_SUPPORTED): it shares the machine's.
    int shares_memory;
    unsigned long long utilization, temperature;
    /// Programs found; LLM_GPU_UNKNOWN when they are not told.
    unsigned long long processes;
    unsigned int pids[LLM_GPU_PROCESSES];
    unsigned long long used[LLM_GPU_PROCESSES];
} llm_gpu;

typedef struct { unsigned long long total, free, used; } llm_nvml_memory;
typedef struct { unsigned int gpu, memory; } llm_nvml_utilization;
typedef struct { unsigned int pid; unsigned long long used; unsigned int instance, compute; } llm_nvml_process;

static inline const char *llm_nvml_text(void *library, int status) {
    const char *(*text)(int) = (const char *(*)(int))dlsym(library, "nvmlErrorString");
    const char *found = text ? text(status) : 0;
    return found ? found : "unknown error";
}

static inline void llm_nvml_fill(void *library, void *device, llm_gpu *gpu) {
    int (*name)(void *, char *, unsigned) = (int (*)(void *, char *, unsigned))dlsym(library, "nvmlDeviceGetName");
    int (*uuid)(void *, char *, unsigned) = (int (*)(void *, char *, unsigned))dlsym(library, "nvmlDeviceGetUUID");
    int (*memory)(void *, llm_nvml_memory *) =
        (int (*)(void *, llm_nvml_memory *))dlsym(library, "nvmlDeviceGetMemoryInfo");
    int (*rates)(void *, llm_nvml_utilization *) =
        (int (*)(void *, llm_nvml_utilization *))dlsym(library, "nvmlDeviceGetUtilizationRates");
    int (*heat)(void *, int, unsigned *) = (int (*)(void *, int, unsigned *))dlsym(library, "nvmlDeviceGetTemperature");
    int (*programs)(void *, unsigned *, llm_nvml_process *) =
        (int (*)(void *, unsigned *, llm_nvml_process *))dlsym(library, "nvmlDeviceGetComputeRunningProcesses_v3");
    if (!programs) {
        programs =
            (int (*)(void *, unsigned *, llm_nvml_process *))dlsym(library, "nvmlDeviceGetComputeRunningProcesses_v2");
    }
    memset(gpu, 0, sizeof *gpu);
    if (name) name(device, gpu->name, LLM_GPU_TEXT);
    if (uuid) uuid(device, gpu->uuid, LLM_GPU_TEXT);
    llm_nvml_memory bytes = {LLM_GPU_UNKNOWN, LLM_GPU_UNKNOWN, LLM_GPU_UNKNOWN};
    int known = memory ? memory(device, &bytes) : -1;
    if (known != 0) bytes.total = bytes.free = LLM_GPU_UNKNOWN;
    gpu->shares_memory = known == 3;
    gpu->total = bytes.total;
    gpu->free = bytes.free;
    llm_nvml_utilization percent;
    gpu->utilization = rates && rates(device, &percent) == 0 ? percent.gpu : LLM_GPU_UNKNOWN;
    unsigned degrees = 0;
    gpu->temperature = heat && heat(device, 0, &degrees) == 0 ? degrees : LLM_GPU_UNKNOWN;
    llm_nvml_process found[LLM_GPU_PROCESSES];
    unsigned count = LLM_GPU_PROCESSES;
    gpu->processes = LLM_GPU_UNKNOWN;
    if (programs && programs(device, &count, found) == 0) {
        gpu->processes = count > LLM_GPU_PROCESSES ? LLM_GPU_PROCESSES : count;
        for (unsigned index = 0; index < gpu->processes; index++) {
            gpu->pids[index] = found[index].pid;
            gpu->used[index] = found[index].used;
        }
    }
}

/// Reads every device that this user may use: NVML counts the others, too, and refuses to open them
/// (NVML_ERROR_NO_PERMISSION), as it does with one that has fallen off the bus (NVML_ERROR_GPU_IS_LOST). Returns how many
/// were filled in; -1 when the library is not there or refuses. `failure` then holds a sentence, and after a partial
/// success one about the device that was passed over; else it stays empty.
static inline int llm_nvml_read(
    const char *path, char *driver, llm_gpu *gpus, int capacity, char *failure, int failure_size
) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        snprintf(failure, (size_t)failure_size, "%s", dlerror());
        return -1;
    }
    int (*begin)(void) = (int (*)(void))dlsym(library, "nvmlInit_v2");
    int (*end)(void) = (int (*)(void))dlsym(library, "nvmlShutdown");
    int (*version)(char *, unsigned) = (int (*)(char *, unsigned))dlsym(library, "nvmlSystemGetDriverVersion");
    int (*number)(unsigned *) = (int (*)(unsigned *))dlsym(library, "nvmlDeviceGetCount_v2");
    int (*handle)(unsigned, void **) = (int (*)(unsigned, void **))dlsym(library, "nvmlDeviceGetHandleByIndex_v2");
    if (!begin || !end || !number || !handle) {
        snprintf(failure, (size_t)failure_size, "%s is not NVML, or an old one", path);
        dlclose(library);
        return -1;
    }
    int status = begin();
    if (status != 0) {
        snprintf(failure, (size_t)failure_size, "NVML does not start: %s", llm_nvml_text(library, status));
        dlclose(library);
        return -1;
    }
    if (version) version(driver, LLM_GPU_TEXT);
    unsigned count = 0;
    status = number(&count);
    if (status != 0) {
        snprintf(failure, (size_t)failure_size, "NVML counts no devices: %s", llm_nvml_text(library, status));
    }
    int found = 0;
    for (unsigned index = 0; status == 0 && index < count && found < capacity; index++) {
        void *device = 0;
        int opened = handle(index, &device);
        if (opened == 0) {
            llm_nvml_fill(library, device, &gpus[found++]);
        } else {
            snprintf(failure, (size_t)failure_size, "NVML does not open device %u: %s", index,
                llm_nvml_text(library, opened));
        }
    }
    end();
    dlclose(library);
    return status == 0 ? found : -1;
}
#endif
