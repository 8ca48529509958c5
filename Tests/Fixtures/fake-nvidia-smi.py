#!/usr/bin/env python3
"""A stand-in for nvidia-smi: knows the queries that the real one knows, prints as it prints, ends as it ends.

FAKE_SMI, or the file `mood` beside it, says how it is: `ok`, `no-driver` (9), `mismatch` (18), `none` (6), `lost`
(one card has fallen off the bus), `shared` (no memory of its own), `hangs`.
"""
import os
import sys
import time

FIELDS = {
    "index": ["0", "1"], "uuid": ["GPU-aaaa", "GPU-bbbb"], "name": ["NVIDIA L4", "NVIDIA RTX A2000"],
    "memory.total": ["23034", "12282"], "memory.free": ["18800", "11900"], "memory.used": ["3784", "12"],
    "utilization.gpu": ["37", "[N/A]"], "temperature.gpu": ["61", "45"], "driver_version": ["550.54.15", "550.54.15"],
}
PROGRAMS = {
    "gpu_uuid": ["GPU-aaaa", "GPU-aaaa"], "pid": ["4242", "4343"], "used_memory": ["3072", "[N/A]"],
    "process_name": ["/usr/bin/python3", "[Not Found]"],
}


def mood():
    try:
        with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "mood"), encoding="utf-8") as file:
            return file.read().strip()
    except OSError:
        return os.environ.get("FAKE_SMI", "ok")


def main():
    how = mood()
    if how == "hangs":
        time.sleep(3600)
    if how == "no-driver":
        print("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest "
              "NVIDIA driver is installed and running.\n")
        return 9
    if how == "mismatch":
        print("Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 550.54")
        return 18
    if how == "none":
        print("No devices were found")
        return 6
    options = dict(word.partition("=")[::2] for word in sys.argv[1:])
    if options.pop("--format", None) != "csv,noheader,nounits":
        print('Option "--format" is not given, or not as this stand-in knows it.')
        return 2
    [(query, names)] = options.items()
    table = {"--query-gpu": FIELDS, "--query-compute-apps": PROGRAMS}[query]
    names = names.split(",")
    for name in names:
        if name not in table:
            print(f'Field "{name}" is not a valid field to query.')
            return 2
    for row in range(2):
        values = []
        for name in names:
            value = table[name][row]
            if how == "lost" and query == "--query-gpu" and row == 1 and name not in ("index", "uuid", "driver_version"):
                value = "[GPU is lost]"
            if how == "shared" and row == 0 and name.startswith("memory."):
                value = "[N/A]"
            values.append(value)
        print(", ".join(values))
    return 0


if __name__ == "__main__":
    sys.exit(main())
