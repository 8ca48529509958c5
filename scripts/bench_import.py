"""Measures an import beside what a user would pick instead, and beside the floor of the work: `make bench-import`.

Everything is on this machine: nginx as hub and CDN, BenchSink as bucket, TLS 1.3 with AES-128-GCM on loopback. The
programs take turns in every round; figures are medians. Prints tables and writes .build/bench/import.json.
docs/benchmarks.md says how to read them.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time

import bench_extras
import bench_report
from bench_peers import PEERS
from bench_stage import Model, Stage
from manager import Failure

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
GIB = 1 << 30


class Tools:
    """Where the programs are."""

    def __init__(self, build, venv):
        self.manager = os.path.join(build, "llm-manager")
        self.sink = os.path.join(build, "BenchSink")
        self.python = os.path.join(venv, "bin", "python")
        self.rclone = os.path.join(venv, "bin", "rclone")
        self.curl = shutil.which("curl") or "curl"
        self.nginx = shutil.which("nginx") or "/usr/sbin/nginx"

    def check(self):
        for path in vars(self).values():
            if not os.path.exists(path):
                raise Failure(f"{path} is not there; `make bench-import` installs and builds what is needed")


def cases(scale):
    """The three shapes of a model; `scale` divides their sizes."""
    return [
        Model("one", 1, 4 * GIB // scale),
        Model("sixteen", 16, 256 * (1 << 20) // scale),
        Model("small", max(20, 2000 // scale), 64 << 10),
    ]


def compare(stage, tools, model, rounds, seconds, chosen):
    """Every peer in turn, `rounds` times, and not again once it has used `seconds` on the clock; the medians, and proof
    that all stored the same bytes."""
    peers = [peer(stage, tools) for peer in PEERS if not chosen or peer.__name__.lower() in chosen]
    peers = [peer for peer in peers if peer.takes(model)]
    samples, truth = {peer.name: [] for peer in peers}, None
    for peer in peers:
        peer.prepare(model)
    for number in range(rounds):
        for peer in peers:
            if sum(sample.wall for sample in samples[peer.name]) >= seconds:
                continue
            stage.clear()
            model.warm(stage.data)
            peer.begin()
            before = stage.figures()
            sample = peer.run(model)
            after = stage.figures()
            sample.extra["sink_cpu"] = after["cpuSeconds"] - before["cpuSeconds"]
            sums = stage.check(model)
            truth = truth or sums
            if sums != truth:
                raise Failure(f"{peer.name} stored other bytes than {peers[0].name}")
            samples[peer.name].append(sample)
            print(
                f"  {model.name} {number + 1}/{rounds} {peer.name}: {sample.wall:.2f} s, {sample.cpu:.2f} CPU-s, "
                f"{sample.peak / 2**20:.0f} MiB", flush=True,
            )
    return {name: summary(model, taken) for name, taken in samples.items()}


def summary(model, samples):
    def median(value):
        return statistics.median(value(sample) for sample in samples)

    gib = model.bytes / GIB
    return {
        "seconds": median(lambda sample: sample.wall),
        "gibPerSecond": gib / median(lambda sample: sample.wall),
        "cpuSecondsPerGiB": median(lambda sample: sample.cpu) / gib,
        "cpuMillisecondsPerFile": median(lambda sample: sample.cpu) / model.count * 1000,
        "peakMiB": max(sample.peak for sample in samples) / 2**20,
        "diskBytes": max(sample.disk for sample in samples),
        "sinkCpuSecondsPerGiB": median(lambda sample: sample.extra["sink_cpu"]) / gib,
        "runs": len(samples),
    }


def floor(tools, mebibytes):
    done = subprocess.run([tools.sink, "floor", str(mebibytes)], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)["secondsPerGiB"]


def machine():
    """The machine in words that say nothing of whose it is."""
    model, flags = platform.machine(), set()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="utf-8") as text:
            for line in text:
                key, _, value = line.partition(":")
                if key.strip() == "model name":
                    model = value.strip()
                if key.strip() == "flags":
                    flags = set(value.split())
    features = [name for name in ("aes", "vaes", "sha_ni", "pclmulqdq", "avx512f") if name in flags]
    return {"cpu": model, "cores": os.cpu_count(), "features": features, "load": os.getloadavg()[0]}


def run(options, tools):
    scale = 512 if options.smoke else 16 if options.quick else 1
    models = [model for model in cases(scale) if not options.case or model.name in options.case]
    extra = [] if options.case else bench_extras.models(scale)
    home = os.path.join(options.home, "smoke" if options.smoke else "quick" if options.quick else "full")
    data = options.data or os.path.join(home, "data")
    os.makedirs(data, exist_ok=True)
    result = {"machine": machine(), "started": time.strftime("%Y-%m-%d"), "scale": scale, "cases": {}}
    for model in models + extra:
        model.make(data)
    stage = Stage(home, data, tools.sink, models + extra, tools.nginx)
    try:
        stage.start()
        result["floor"] = floor(tools, 64 if options.smoke else 1024)
        for model in models:
            compared = compare(stage, tools, model, options.rounds, options.seconds, options.peers)
            result["cases"][model.name] = {
                "files": model.count, "fileBytes": model.size, "bytes": model.bytes, "peers": compared,
            }
        if not options.case:
            result.update(bench_extras.measure_all(stage, tools, extra, scale))
        result["floorAfter"] = floor(tools, 64 if options.smoke else 1024)
    finally:
        stage.stop()
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default=os.path.join(ROOT, ".build-release/release"), help="folder of the programs")
    parser.add_argument("--venv", default=os.path.join(ROOT, ".build/peers/bench"))
    parser.add_argument("--home", default=os.path.join(ROOT, ".build/bench"))
    parser.add_argument("--data", help="folder for the models' bytes (8 GiB); below --home when left out")
    parser.add_argument("--rounds", type=int, help="runs of each program (3; quick and smoke: 1)")
    parser.add_argument("--seconds", type=float, default=20, help="after so many, a program runs no more (20)")
    parser.add_argument("--quick", action="store_true", help="a sixteenth of the bytes")
    parser.add_argument("--smoke", action="store_true", help="a 512th of the bytes: proves that the bench itself works")
    parser.add_argument("--case", action="append", help="one, sixteen or small; no further measurements then")
    parser.add_argument("--peers", help="comma-separated: ours,rclone,rclonehashing,curl,earlier")
    parser.add_argument("--write-readme", action="store_true", help="put the figures into README.md")
    parser.add_argument("--from-json", action="store_true", help="measure nothing: use the last run's figures")
    options = parser.parse_args()
    options.peers = options.peers.split(",") if options.peers else None
    options.rounds = options.rounds or (1 if options.quick or options.smoke else 3)
    options.home = os.path.abspath(options.home)
    # Short runs never replace the figures of a full one.
    kind = "-smoke" if options.smoke else "-quick" if options.quick else "-part" if options.case else ""
    output = os.path.join(options.home, f"import{kind}.json")
    try:
        if options.from_json:
            with open(output, encoding="utf-8") as text:
                result = json.load(text)
        else:
            tools = Tools(os.path.abspath(options.build), os.path.abspath(options.venv))
            tools.check()
            result = run(options, tools)
            with open(output, "w", encoding="utf-8") as out:
                json.dump(result, out, indent=1)
        print(bench_report.text(result))
        if options.write_readme:
            bench_report.write_readme(os.path.join(ROOT, "README.md"), result)
    except (Failure, subprocess.CalledProcessError) as error:
        print(f"bench-import failed: {error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
