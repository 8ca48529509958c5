"""What bench_import.py measures of ours alone: memory, a resume, watched progress, a slow network."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time

from bench_peers import Ours, measure
from bench_stage import BUCKET, PROJECT, Model
from manager import Failure, Manager, Process, free_port

HERE = os.path.dirname(os.path.abspath(__file__))
GIB, MIB = 1 << 30, 1 << 20
WATCHERS = 200


def models(scale):
    """Sparse files of 1, 4 and 16 GiB, whose bytes are zeros, and many files; the WAN's own is short."""
    sized = [Model(f"sparse-{size}", 1, size * GIB // scale, sparse=True) for size in (1, 4, 16)]
    return sized + [
        Model("few", max(4, 100 // scale), 64 << 10), Model("many", max(20, 2000 // scale), 64 << 10),
        Model("wan", 1, max(64 * MIB, GIB // scale)),
    ]


def measure_all(stage, tools, offered, scale):
    by_name = {model.name: model for model in offered}
    sparse = [by_name[f"sparse-{size}"] for size in (1, 4, 16)]
    told = {"memory": memory(stage, tools, sparse + [by_name["few"], by_name["many"]])}
    told["watchers"] = watchers(stage, tools, sparse[1], WATCHERS if scale <= 16 else 20)
    with slow_network(stage, 8 * MIB, 40):
        told["wan"] = wan(stage, tools, by_name["wan"], 8 * MIB, 40)
        told["resume"] = resume(stage, tools, by_name["wan"])
    return told


def begin(stage, tools, model):
    stage.clear()
    model.warm(stage.data)
    peer = Ours(stage, tools)
    peer.begin()
    return peer


def memory(stage, tools, chosen):
    told = []
    for model in chosen:
        sample = begin(stage, tools, model).run(model)
        stage.check(model)
        told.append({
            "files": model.count, "fileBytes": model.size, "peakMiB": sample.peak / MIB, "seconds": sample.wall,
            "cpuSecondsPerGiB": sample.cpu / (model.bytes / GIB),
        })
        print(f"  {model.name}: {sample.peak / MIB:.0f} MiB, {sample.wall:.1f} s", flush=True)
    return told


def resume(stage, tools, model):
    """Killed when half of the bytes are in the bucket; then resumed. What the hub sent and the bucket got is counted.

    Over the slow network, so that a short file too is under way when the kill comes.
    """
    peer = begin(stage, tools, model)
    sent_before, got_before = hub_bytes(stage), stage.figures()["received"]
    usage_before = children_seconds()
    with open(peer.log, "wb") as log:
        process = subprocess.Popen(peer.command(model), stdout=log, stderr=log, env=peer.environment)
        end = time.monotonic() + 600
        while stage.figures()["received"] - got_before < model.bytes / 2:
            if process.poll() is not None or time.monotonic() > end:
                raise Failure(f"the import ended before it could be killed ({process.returncode})")
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        if process.wait() != -signal.SIGKILL:
            raise Failure("the import ended before it could be killed")
    killed_at = stage.figures()["received"] - got_before
    where = ["--project", PROJECT, "--simulator", stage.cloud]
    listed = subprocess.run(
        [tools.manager, "models", "imports", "--bucket", BUCKET, *where, "--json"], check=True, capture_output=True,
        text=True, env=peer.environment,
    )
    found = json.loads(listed.stdout)
    entries = found if isinstance(found, list) else found.get("imports", found.get("items", []))
    command = [tools.manager, "models", "resume", entries[0]["id"], "--bucket", BUCKET, "--wait-for-lease", *where]
    measure([command], peer.environment, peer.log)
    stage.check(model)
    cpu = children_seconds() - usage_before
    return {
        "bytes": model.bytes, "killedAtPercent": killed_at / model.bytes * 100,
        "fetchedTwice": max(0, hub_bytes(stage) - sent_before - model.bytes),
        "sentTwice": max(0, stage.figures()["received"] - got_before - model.bytes),
        "cpuSecondsPerGiB": cpu / (model.bytes / GIB),
    }


def hub_bytes(stage):
    """Body bytes that the CDN has sent so far, by its log."""
    total = 0
    with open(stage.path("cdn.log"), encoding="ascii", errors="replace") as lines:
        for line in lines:
            total += int(line)
    return total


def children_seconds():
    now = os.times()
    return now.children_user + now.children_system


def watchers(stage, tools, model, count):
    """One import by a server, without anybody watching and with `count` event streams open."""
    return {"count": count, "alone": served(stage, tools, model, 0), "watched": served(stage, tools, model, count)}


def served(stage, tools, model, count):
    peer = begin(stage, tools, model)
    port = free_port()
    server = Process(
        ["env", f"SSL_CERT_FILE={stage.authority}", tools.manager, "serve", "--simulator", stage.cloud, "--port", str(port)],
        stage.path("serve.log"),
    )
    threads = []
    try:
        api = Manager(f"http://127.0.0.1:{port}", PROJECT)
        server.wait_until(api.is_up, 30, "the manager")
        before = seconds_of(server.pid)
        order = {"bucket": BUCKET, "model": f"hf:{model.repository}"}
        started = api.call("POST", "/api/models/import/start", order, timeout=60)
        for _ in range(count):
            thread = threading.Thread(target=follow, args=(api, started["id"]), daemon=True)
            thread.start()
            threads.append(thread)
        for snapshot in api.events("GET", f"/api/models/imports/{started['id']}/events"):
            state = snapshot.get("state")
        if state != "completed":
            raise Failure(f"the server's import ended as {state}")
        for thread in threads:
            thread.join(20)
        return (seconds_of(server.pid) - before) / (model.bytes / GIB)
    finally:
        server.stop()


def follow(api, number):
    try:
        for _ in api.events("GET", f"/api/models/imports/{number}/events"):
            pass
    except (OSError, ValueError, Failure):
        pass


def seconds_of(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as text:
        fields = text.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def slow_network(stage, rate, milliseconds):
    """The CDN behind a proxy that caps and delays each connection."""
    port_file = stage.path("proxy.port")
    for path in (port_file, port_file + ".log"):
        if os.path.exists(path):
            os.remove(path)
    proxy = Process(
        [sys.executable, os.path.join(HERE, "bench_proxy.py"), port_file, str(stage.ports["cdn"]), str(rate),
         str(milliseconds)],
        stage.path("proxy.log"),
    )
    try:
        proxy.wait_until(lambda: os.path.exists(port_file), 20, "the proxy")
        with open(port_file, encoding="ascii") as text:
            stage.start_hub(public_cdn=int(text.read()))
        yield
    finally:
        proxy.stop()
        stage.start_hub()


def wan(stage, tools, model, rate, milliseconds):
    """How many times the rate of one connection do default settings reach?"""
    sample = begin(stage, tools, model).run(model)
    stage.check(model)
    with open(stage.path("proxy.port.log"), encoding="ascii") as text:
        connections = int(text.read().split()[1])
    speed = model.bytes / sample.wall
    return {
        "bytesPerSecond": rate, "delayMilliseconds": milliseconds, "seconds": sample.wall, "times": speed / rate,
        "mibPerSecond": speed / MIB, "connections": connections, "cpuSecondsPerGiB": sample.cpu / (model.bytes / GIB),
    }
