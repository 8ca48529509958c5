"""Imports a generated model of 256 MiB and one of 4 GiB and prints the importer's peak memory for each.

`make demo-memory` runs it. The import runs in a process of its own (`models import`), the simulated hub and bucket in
another: the figure is the importer's alone.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time

from manager import Failure, Process

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
SIZES = [("256 MiB", 256 << 20), ("4 GiB", 4 << 30)]


def measure(binary, label, size):
    name = f"example-org/generated-{size >> 20}-mib"
    with tempfile.TemporaryDirectory(dir=os.path.join(ROOT, ".build")) as folder:
        models, state = os.path.join(folder, "hub"), os.path.join(folder, "cloud")
        subprocess.run(
            [sys.executable, os.path.join(HERE, "make_sample_models.py"), models, "--without-real", "--big", name, str(size)],
            check=True, stdout=subprocess.DEVNULL,
        )
        simulator = Process([binary, "simulate", "--state", state, "--models", models], os.path.join(folder, "sim.log"))
        try:
            simulator.wait_until(lambda: os.path.exists(os.path.join(state, "endpoints.json")), 60, "the simulator")
            common = ["--project", "demo-project", "--simulator", state]
            subprocess.run([binary, "buckets", "create", "memory-models", "--location", "us-central1", *common], check=True)
            began, peak = time.monotonic(), 0
            process = Process(
                [binary, "models", "import", f"hf:{name}", "--bucket", "memory-models", *common],
                os.path.join(folder, "import.log"),
            )
            while process.process.poll() is None:
                try:
                    peak = max(peak, process.peak_memory())
                except (FileNotFoundError, ProcessLookupError, Failure):
                    pass
                time.sleep(0.05)
            if process.process.returncode != 0:
                raise Failure(f"the import of {label} ended with {process.process.returncode}\n{process.tail()}")
            took = time.monotonic() - began
            print(
                f"{label:>8}: peak memory {peak / 2**20:6.0f} MiB, {took:6.1f} s, {size / 2**20 / took:6.0f} MiB/s "
                f"(simulator's own peak {simulator.peak_memory() / 2**20:.0f} MiB)", flush=True,
            )
            return peak
        finally:
            simulator.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    binary = os.path.abspath(parser.parse_args().binary)
    try:
        peaks = [measure(binary, label, size) for label, size in SIZES]
    except (Failure, subprocess.CalledProcessError) as error:
        print(f"demo-memory failed: {error}", file=sys.stderr)
        sys.exit(1)
    ratio = peaks[1] / peaks[0]
    print(f"sixteen times the bytes, {ratio:.2f} times the memory")
    sys.exit(0 if ratio < 1.25 else 1)


if __name__ == "__main__":
    main()
